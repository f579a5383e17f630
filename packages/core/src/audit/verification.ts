import { invalidInput } from '../input.ts';
import { sameTenant, type Tenant } from '../tenants/tenant.ts';
import type { JsonWebKeySet } from '../tokens/signing-keys.ts';
import type { ChainKeys } from './chain-keys.ts';
import { chainOf } from './export.ts';
import type { ChainHead } from './head.ts';
import type { AuditRepository } from './repository.ts';
import { type ChainVerdict, chainVerifier } from './verify.ts';
import { type ExportVerdict, provenHead, verifyExport } from './verify-export.ts';

/** For the host itself, without an actor: whether what is in the audit log is what was entered. */
export interface AuditVerification {
	/**
	 * Holds a domain's chain in the store against the host's key, and against signed heads that were kept elsewhere:
	 * without one, entries cut off at the end are not missed. Throws `invalid_input` for a head that nothing proves, or
	 * of another domain.
	 */
	verify(tenant: Tenant, heads?: readonly string[]): Promise<ChainVerdict>;
	/** The same of an export. */
	verifyExport(lines: AsyncIterable<string> | Iterable<string>, heads?: readonly string[]): Promise<ExportVerdict>;
}

export interface AuditVerificationParts {
	readonly audit: AuditRepository;
	readonly keys: ChainKeys;
	readonly publicKeys: () => Promise<JsonWebKeySet>;
}

export function auditVerification({ audit, keys, publicKeys }: AuditVerificationParts): AuditVerification {
	const keyOf = (tenant: Tenant) => keys.of(tenant);

	async function opened(heads: readonly string[]): Promise<ChainHead[]> {
		const proof = { keyOf, publicKeys: await publicKeys() };
		return Promise.all(heads.map((head) => openHead(head, proof)));
	}

	return {
		async verify(tenant, given = []) {
			const heads = await opened(given);
			if (!heads.every((head) => sameTenant(head, tenant))) throw unprovenHead('is of another domain');
			const checkpoint = await audit.checkpoint(tenant);
			const verifier = chainVerifier({ tenant, checkpoint, key: await keyOf(tenant), heads });
			for await (const entry of chainOf(audit, tenant, checkpoint, Number.POSITIVE_INFINITY)) {
				if (!verifier.add(entry)) break;
			}
			return verifier.end();
		},
		async verifyExport(lines, given = []) {
			return verifyExport(lines, { keyOf, publicKeys: await publicKeys() }, await opened(given));
		},
	};
}

/** Throws `invalid_input` where nothing proves that the host has signed it. */
export async function openHead(head: string, proof: Parameters<typeof provenHead>[1]): Promise<ChainHead> {
	const proven = await provenHead(head, proof);
	if (proven === undefined) throw unprovenHead('is none that this host has signed');
	return proven;
}

function unprovenHead(message: string): Error {
	return invalidInput([{ path: ['head'], message }]);
}
