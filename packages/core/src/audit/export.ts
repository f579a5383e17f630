import { LatchkeyError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { SigningKeys } from '../tokens/signing-keys.ts';
import type { AuditCheckpoint, AuditEntry, ChainPoint } from './entry.ts';
import { signHead } from './head.ts';
import { formatLine } from './json-lines.ts';
import type { AuditRepository } from './repository.ts';

export interface AuditExportParts {
	readonly audit: AuditRepository;
	readonly signingKeys: SigningKeys;
	readonly clock: Clock;
}

const PAGE = 500;

/** The domain's head, signed; null where its chain is empty. */
export async function signedHead(
	{ audit, signingKeys, clock }: AuditExportParts,
	tenant: Tenant,
): Promise<string | null> {
	return sign(signingKeys, tenant, await audit.head(tenant), clock.now());
}

async function sign(
	signingKeys: SigningKeys,
	{ customerId, domainId }: Tenant,
	point: ChainPoint | undefined,
	at: number,
): Promise<string | null> {
	if (point === undefined) return null;
	const { sequence, link, mac } = point;
	return signHead(await signingKeys.signer(), { customerId, domainId, sequence, link, mac, at });
}

/**
 * The chain as it is now, line by line: its checkpoint where it was cut, its entries, and the signed head. An export
 * without a head at its end is not whole. Holds one page at a time.
 */
export async function* exportLines(parts: AuditExportParts, tenant: Tenant): AsyncGenerator<string, void> {
	const { audit, signingKeys, clock } = parts;
	const checkpoint = await audit.checkpoint(tenant);
	const head = await audit.head(tenant);
	const signed = await sign(signingKeys, tenant, head, clock.now());
	if (checkpoint !== undefined) yield formatLine({ record: 'checkpoint', checkpoint });
	for await (const entry of chainOf(audit, tenant, checkpoint, head?.sequence ?? 0)) {
		yield formatLine({ record: 'entry', entry });
	}
	const { customerId, domainId } = tenant;
	yield formatLine({ record: 'head', customerId, domainId, head: signed });
}

/** Entries after a checkpoint and up to a sequence. Throws `conflict` where retention cuts the chain meanwhile. */
export async function* chainOf(
	audit: AuditRepository,
	tenant: Tenant,
	checkpoint: AuditCheckpoint | undefined,
	last: number,
): AsyncGenerator<AuditEntry, void> {
	const start = checkpoint?.sequence ?? 0;
	let sequence = start;
	while (sequence < last) {
		const page = await audit.read(tenant, sequence, PAGE);
		const [first] = page;
		// What is missing was either cut or taken away: the checkpoint says which.
		if (first?.sequence !== sequence + 1 && ((await audit.checkpoint(tenant))?.sequence ?? 0) > start) {
			throw new LatchkeyError('conflict', 'the audit log was cut by its retention meanwhile; try again');
		}
		for (const entry of page) {
			if (entry.sequence > last) return;
			yield entry;
		}
		sequence = page.at(-1)?.sequence ?? last;
	}
}
