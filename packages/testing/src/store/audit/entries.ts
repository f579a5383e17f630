import type { AuditCheckpoint, AuditEntry, Store, Tenant } from '@latchkey/core';
import { BUILT_AT } from '../builders/built.ts';

let built = 0;

/** An entry whose event no other one has. Its link and its mac are no real ones: a store does not look at them. */
export function buildAuditEntry(
	{ customerId, domainId }: Tenant,
	sequence: number,
	fields: Partial<Omit<AuditEntry, keyof Tenant | 'sequence'>> = {},
): AuditEntry {
	built += 1;
	return {
		customerId,
		domainId,
		sequence,
		eventId: `evt_${String(built).padStart(22, '0')}`,
		type: 'client_secret.revealed',
		at: BUILT_AT + sequence,
		actor: { kind: 'user', id: 'user-1', credentialId: null, address: '192.0.2.1' },
		clientId: `lk.${customerId}.${domainId}.0000000000000000000001`,
		data: { credentialId: 'sec_1' },
		link: `link-${built}`,
		mac: `mac-${built}`,
		...fields,
	};
}

/** `count` entries that follow on each other. */
export function buildAuditEntries(tenant: Tenant, first: number, count: number): AuditEntry[] {
	return Array.from({ length: count }, (_, index) => buildAuditEntry(tenant, first + index));
}

/** That covers everything up to this entry. */
export function buildCheckpoint(entry: AuditEntry, fields: Partial<AuditCheckpoint> = {}): AuditCheckpoint {
	const { customerId, domainId, sequence, link, mac } = entry;
	return { customerId, domainId, sequence, link, mac, cutAt: BUILT_AT, proof: `proof-${sequence}`, ...fields };
}

const EVERYTHING = 1000;

/** The whole chain of a domain, in order. */
export function chainIn({ audit }: Store, tenant: Tenant): Promise<readonly AuditEntry[]> {
	return audit.read(tenant, 0, EVERYTHING);
}
