import type { LatchkeyEvent } from '../src/events/event.ts';
import type { Outbox, PendingEvents } from '../src/store.ts';

export interface LeasedOutbox extends Outbox {
	/** The ids of the events that were not taken away. */
	left(): string[];
	append(...events: LatchkeyEvent[]): void;
}

/** Documents with their events and leases, as a store keeps them; the oldest document first. */
export function leasedOutbox(...committed: LatchkeyEvent[]): LeasedOutbox {
	let kept = committed;
	const leases = new Map<string | null, { readonly holder: string; readonly endsAt: number }>();

	function documents(): PendingEvents[] {
		return [...Map.groupBy(kept, ({ clientId }) => clientId)].map(([clientId, events]) => {
			const [{ id = '', customerId = '', domainId = '' } = {}] = events;
			return { tenant: { customerId, domainId }, clientId, events, position: id };
		});
	}

	return {
		left: () => kept.map(({ id }) => id),
		append: (...events) => {
			kept = [...kept, ...events];
		},
		pending: async (limit, after = '') =>
			documents()
				.filter(({ position }) => position > after)
				.slice(0, limit),
		async claim({ holder, now, leaseMs, limit }) {
			const free = documents().filter(({ clientId }) => (leases.get(clientId)?.endsAt ?? 0) <= now);
			const claimed = free.slice(0, limit);
			for (const { clientId } of claimed) leases.set(clientId, { holder, endsAt: now + leaseMs });
			return claimed;
		},
		async release(holder, keys) {
			for (const { clientId } of keys) if (leases.get(clientId)?.holder === holder) leases.delete(clientId);
		},
		async take(_, clientId, eventIds) {
			kept = kept.filter((one) => one.clientId !== clientId || !eventIds.includes(one.id));
		},
	};
}
