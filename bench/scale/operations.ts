import { type Actor, createLatchkey, localKeyEncryption, type Store } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { BUILT_AT } from '@latchkey/testing';
import { DUE, domain, domainsOf } from './fill.ts';

/** What is measured; each returns when one was done. */
export interface Operations {
	readonly list: () => Promise<unknown>;
	readonly token: () => Promise<unknown>;
	readonly claim: () => Promise<unknown>;
	/** Closes the store too. */
	readonly close: () => Promise<void>;
}

export type OperationName = Exclude<keyof Operations, 'close'>;
export const OPERATION_NAMES: readonly OperationName[] = ['list', 'token', 'claim'];

/** How many applications are really used, each in a domain of its own. */
const USED = 20;
const CLAIM_LIMIT = 50;
const LEASE_MS = 30_000;

/** On a filled store. Domains and applications are taken in turn, far apart, so that no cache holds them all. */
export async function operationsOn(store: Store, size: number): Promise<Operations> {
	const keys = { k1: new Uint8Array(32).fill(1) };
	const latchkey = createLatchkey({
		...nodeRuntime(),
		store,
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys }),
		privileges: [{ name: 'devices:read' }],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		onEvent: () => undefined,
	});
	const domains = domainsOf(size);
	const credentials: string[] = [];
	for (let count = 0; count < Math.min(USED, domains); count++) {
		const { customerId, domainId } = domain(Math.floor((count * domains) / USED) % domains);
		const added = await latchkey.applications.add(actorIn(customerId, domainId), domainId, {
			name: 'Used',
			privileges: ['devices:read'],
		});
		credentials.push(added.credentials.oauthCredentials);
	}
	let asked = 0;
	return {
		close: () => latchkey.close(),
		list() {
			asked += 1;
			const { customerId, domainId } = domain((asked * 7919) % domains);
			return latchkey.applications.list(actorIn(customerId, domainId), domainId, { limit: 50 });
		},
		token() {
			asked += 1;
			const authorization = `Basic ${credentials[asked % credentials.length]}`;
			return latchkey.tokens.issueLeniently({ authorization, parameters: [], address: '192.0.2.1' });
		},
		async claim() {
			asked += 1;
			const holder = `holder-${asked}`;
			const now = BUILT_AT + DUE * (size / DUE) + asked;
			const claimed = await store.dueWork.claim({ holder, now, leaseMs: LEASE_MS, limit: CLAIM_LIMIT });
			if (claimed.length !== CLAIM_LIMIT) throw new Error(`${claimed.length} were claimed instead of ${CLAIM_LIMIT}`);
			const keysOf = claimed.map(({ customerId, domainId, clientId }) => ({
				tenant: { customerId, domainId },
				clientId,
			}));
			await store.dueWork.release(holder, keysOf);
		},
	};
}

function actorIn(customerId: string, domainId: string): Actor {
	const grant = { manage: true, reveal: true, grantable: ['devices:read'] };
	return { userId: 'bench', customerId, domains: { [domainId]: grant } };
}
