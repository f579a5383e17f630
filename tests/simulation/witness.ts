import type { LatchkeyEvent, Store } from '@latchkey/core';
import { tellingCommits } from './commits.ts';

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
	/** Secrets that ended before their time although nothing was there to take over. */
	untimely(): string[];
	readonly duplicates: number;
}

/** Each happens to a secret once; and of these three at most one. */
const ONCE = ['client_secret.added', 'client_secret.adopted'];
const ENDINGS = ['client_secret.expired', 'client_secret.rotated', 'client_secret.revoked'];
/** The clocks of any two processes are never further apart. */
export const WIDEST_SKEW_MS = 600_000;

export function witness(real: Store): Witness {
	const committed: LatchkeyEvent[] = [];
	const relayed = new Map<string, number>();
	const store = tellingCommits(real, (events) => committed.push(...events));
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
		untimely: () =>
			committed.flatMap((event, index) =>
				event.type === 'client_secret.rotated' && !mayEnd(event, event.data.secretId, committed.slice(0, index))
					? [`${event.data.secretId} at ${new Date(event.occurredAt).toISOString()}`]
					: [],
			),
		get duplicates() {
			return [...relayed.values()].filter((count) => count > 1).length;
		},
	};
}

/** By what was committed before: it is past its deadline, or a later secret is in use, or nobody ever used this one. */
function mayEnd({ clientId, occurredAt }: LatchkeyEvent, secretId: string, before: readonly LatchkeyEvent[]): boolean {
	const own = before.filter((event) => event.clientId === clientId);
	const since = own.slice(
		own.findIndex((event) => event.type === 'client_secret.added' && event.data.secretId === secretId),
	);
	let deadlineAt: number | null = null;
	const [, ...later] = since;
	for (const event of later) {
		if (event.type === 'client_secret.added') {
			const found = event.data.superseded.find((superseded) => superseded.secretId === secretId);
			deadlineAt = found?.overlapEndsAt ?? deadlineAt;
		}
		if (
			event.type === 'client_secret.rotation_stalled' &&
			event.data.stillUsed.some((used) => used.secretId === secretId)
		) {
			deadlineAt = event.data.extendedTo ?? deadlineAt;
		}
	}
	const adopted = later.flatMap((event) => (event.type === 'client_secret.adopted' ? [event.data.secretId] : []));
	if (deadlineAt === null) return !adopted.includes(secretId);
	return occurredAt >= deadlineAt - WIDEST_SKEW_MS || adopted.some((other) => other !== secretId);
}
