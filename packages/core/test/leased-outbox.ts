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
			const document = { tenant: { customerId, domainId }, kind: 'application', id: clientId } as const;
			return { document, events, position: id };
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
			const free = documents().filter(({ document }) => (leases.get(document.id)?.endsAt ?? 0) <= now);
			const claimed = free.slice(0, limit);
			for (const { document } of claimed) leases.set(document.id, { holder, endsAt: now + leaseMs });
			return claimed;
		},
		async release(holder, keys) {
			for (const { id } of keys) if (leases.get(id)?.holder === holder) leases.delete(id);
		},
		async take({ id }, eventIds) {
			kept = kept.filter((one) => one.clientId !== id || !eventIds.includes(one.id));
		},
	};
}
