import { createSecretKey, type KeyObject } from 'node:crypto';
import { checkpointProof, extendChain } from '../src/audit/chain.ts';
import type { AuditCheckpoint, AuditContent, AuditEntry, ChainPoint } from '../src/audit/entry.ts';
import { type ChainVerdict, chainVerifier } from '../src/audit/verify.ts';

export const TENANT = { customerId: 'acme', domainId: 'phones' };
export const KEY: KeyObject = createSecretKey(Buffer.alloc(32, 7));

export function contentOf(place: number, fields: Partial<AuditContent> = {}): AuditContent {
	return {
		eventId: `evt_${place}`,
		type: 'client_application.changed',
		at: Date.UTC(2026, 0, 1) + place,
		actor: { kind: 'user', id: `user-${place % 3}`, credentialId: null, address: '192.0.2.1' },
		clientId: `lk.acme.phones.${place % 2}`,
		data: { before: { name: `name ${place}` }, after: { name: `name ${place + 1}`, privileges: ['a', 'b'] } },
		...fields,
	};
}

/** Entries 1 to `length`, as a host enters them. */
export function chainOf(length: number, key: KeyObject = KEY): AuditEntry[] {
	const contents = Array.from({ length }, (_, index) => contentOf(index + 1));
	return extendChain(key, TENANT, undefined, contents);
}

export function checkpointAt(entry: AuditEntry | undefined, key: KeyObject = KEY): AuditCheckpoint {
	if (entry === undefined) throw new Error('there is no such entry');
	const checkpoint = { ...TENANT, sequence: entry.sequence, link: entry.link, mac: entry.mac, cutAt: 1 };
	return { ...checkpoint, proof: checkpointProof(key, checkpoint) };
}

export interface Held {
	readonly checkpoint?: AuditCheckpoint;
	/** Null to verify without. */
	readonly key?: KeyObject | null;
	readonly heads?: readonly (ChainPoint | undefined)[];
}

export function verdictOf(
	entries: readonly AuditEntry[],
	{ checkpoint, key = KEY, heads = [] }: Held = {},
): ChainVerdict {
	const verifier = chainVerifier({
		tenant: TENANT,
		checkpoint,
		key: key ?? undefined,
		heads: heads.filter((head) => head !== undefined),
	});
	for (const entry of entries) if (!verifier.add(entry)) break;
	return verifier.end();
}
