import type { ClientApplication, LatchkeyEvent, Store } from '@latchkey/core';

/** Sees every commit as it happens, and everything that was relayed; complains at the end, or at once. */
export interface Witness {
	/** The store, with every commit seen. */
	readonly store: Store;
	relayed(event: LatchkeyEvent): void;
	readonly committed: readonly LatchkeyEvent[];
	/** Ids of events that were committed and never relayed. */
	lost(): string[];
	/** What was told more often than it can happen. */
	repeated(): string[];
	readonly duplicates: number;
}

/** Each happens to a secret once; and of these three at most one. */
const ONCE = ['client_secret.added', 'client_secret.adopted'];
const ENDINGS = ['client_secret.expired', 'client_secret.rotated', 'client_secret.revoked'];

export function witness(real: Store): Witness {
	const committed: LatchkeyEvent[] = [];
	const relayed = new Map<string, number>();
	const see = (events: readonly LatchkeyEvent[]): void => {
		committed.push(...events);
	};
	const store: Store = {
		...real,
		applications: {
			...real.applications,
			async insert(application: ClientApplication, events) {
				const result = await real.applications.insert(application, events);
				if (result === 'done') see(events);
				return result;
			},
			async update(tenant, clientId, revision, changes, events) {
				const result = await real.applications.update(tenant, clientId, revision, changes, events);
				if (result === 'done') see(events);
				return result;
			},
		},
		policies: {
			...real.policies,
			async update(tenant, revision, changes, events) {
				const result = await real.policies.update(tenant, revision, changes, events);
				if (result === 'done') see(events);
				return result;
			},
		},
	};
	return {
		store,
		committed,
		relayed: ({ id }) => {
			relayed.set(id, (relayed.get(id) ?? 0) + 1);
		},
		lost: () => committed.filter(({ id }) => !relayed.has(id)).map(({ id, type }) => `${type} ${id}`),
		repeated() {
			const counts = new Map<string, number>();
			for (const { type, data } of committed) {
				if (!('secretId' in data) || typeof data.secretId !== 'string') continue;
				const what = ENDINGS.includes(type) ? 'ended' : type;
				if (what !== 'ended' && !ONCE.includes(type)) continue;
				const key = `${what} ${data.secretId}`;
				counts.set(key, (counts.get(key) ?? 0) + 1);
			}
			return [...counts].filter(([, count]) => count > 1).map(([key]) => key);
		},
		get duplicates() {
			return [...relayed.values()].filter((count) => count > 1).length;
		},
	};
}
