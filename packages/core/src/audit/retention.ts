import type { Clock } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { checkpointProof } from './chain.ts';
import type { ChainKeys } from './chain-keys.ts';
import type { AuditEntry } from './entry.ts';
import type { AuditRepository, ExpiredEntry } from './repository.ts';

export interface AuditRetentionParts {
	readonly audit: AuditRepository;
	readonly keys: ChainKeys;
	readonly clock: Clock;
	readonly auditRetentionMs: number;
}

const PAGE = 500;

/**
 * Cuts from the chains what has been kept long enough: always from the beginning and up to the first entry that has
 * not, so that what is left is a chain. Stops between two cuts where the signal says so. Resolves to how many were
 * deleted.
 */
export async function cutExpired(parts: AuditRetentionParts, signal?: AbortSignal): Promise<number> {
	const { audit, clock, auditRetentionMs } = parts;
	const before = clock.now() - auditRetentionMs;
	let deleted = 0;
	let after: ExpiredEntry | undefined;
	for (;;) {
		const page = await audit.expired(before, after, PAGE);
		const tenants = new Map(
			page.map(({ customerId, domainId }) => [`${customerId} ${domainId}`, { customerId, domainId }]),
		);
		for (const tenant of tenants.values()) {
			if (signal?.aborted === true) return deleted;
			deleted += await cutDomain(parts, tenant, before, signal);
		}
		after = page.at(-1);
		if (page.length < PAGE) return deleted;
	}
}

async function cutDomain(
	{ audit, keys, clock }: AuditRetentionParts,
	tenant: Tenant,
	before: number,
	signal: AbortSignal | undefined,
): Promise<number> {
	const { customerId, domainId } = tenant;
	let deleted = 0;
	for (;;) {
		const page = await audit.read(tenant, 0, PAGE);
		const last = lastExpired(page, before);
		if (last === undefined) return deleted;
		const { sequence, link, mac } = last;
		const checkpoint = { customerId, domainId, sequence, link, mac, cutAt: clock.now() };
		const proof = checkpointProof(await keys.of(tenant), checkpoint);
		deleted += await audit.cut({ ...checkpoint, proof });
		if (last !== page.at(-1) || signal?.aborted === true) return deleted;
	}
}

function lastExpired(page: readonly AuditEntry[], before: number): AuditEntry | undefined {
	const kept = page.findIndex(({ at }) => at >= before);
	return page[kept < 0 ? page.length - 1 : kept - 1];
}
