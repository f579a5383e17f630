import type { Delivery, Endpoint, LatchkeyEvent, Store, Tenant } from '@latchkey/core';
import { tellingCommits } from './commits.ts';

/** An endpoint as it was from one commit to the next. */
export interface Version {
	readonly endpoint: Endpoint;
	/** Its place among all that happened to endpoints, events and deliveries. */
	readonly moment: number;
	/** By the clock that nobody can see. */
	readonly at: number;
}

export interface Committed {
	readonly event: LatchkeyEvent;
	readonly moment: number;
	/** When it was taken out of the outbox for the first time: by then its deliveries are made. */
	readonly relayed: number | undefined;
}

/** A delivery, when somebody made it, or made it again. */
export interface Made {
	readonly deliveryId: string;
	readonly endpointId: string;
	readonly eventId: string;
	readonly moment: number;
}

/** All that the store went through and that notifications depend on. */
export interface DeliveryHistory {
	/** Of each endpoint, oldest first. */
	readonly versions: ReadonlyMap<string, readonly Version[]>;
	/** By event id, in the order of the commits. */
	readonly committed: ReadonlyMap<string, Committed>;
	readonly made: readonly Made[];
	/** What is kept in the end of each endpoint. */
	kept(tenant: Tenant): Promise<ReadonlyMap<string, readonly Delivery[]>>;
}

export interface WatchedStore {
	readonly store: Store;
	readonly history: DeliveryHistory;
}

const PAGE = 500;

export function watchDeliveries(real: Store, worldNow: () => number): WatchedStore {
	const versions = new Map<string, Version[]>();
	const committed = new Map<string, Committed>();
	const made: Made[] = [];
	let moment = 0;

	function become(endpoint: Endpoint): void {
		moment += 1;
		const earlier = versions.get(endpoint.endpointId) ?? [];
		versions.set(endpoint.endpointId, [...earlier, { endpoint, moment, at: worldNow() }]);
	}

	const telling = tellingCommits(real, (events) => {
		moment += 1;
		for (const event of events) committed.set(event.id, { event, moment, relayed: undefined });
	});
	const { endpoints, deliveries, outbox } = telling;
	const store: Store = {
		...telling,
		endpoints: {
			...endpoints,
			async insert(endpoint, events) {
				const result = await endpoints.insert(endpoint, events);
				if (result === 'done') become(endpoint);
				return result;
			},
			async update(tenant, endpointId, revision, changes, events) {
				const result = await endpoints.update(tenant, endpointId, revision, changes, events);
				const before = versions.get(endpointId)?.at(-1);
				if (result === 'done' && before !== undefined) become({ ...before.endpoint, ...changes });
				return result;
			},
		},
		deliveries: {
			...deliveries,
			async insert(tenant, inserted) {
				const result = await deliveries.insert(tenant, inserted);
				moment += 1;
				for (const { deliveryId, endpointId, event } of inserted) {
					made.push({ deliveryId, endpointId, eventId: event.id, moment });
				}
				return result;
			},
		},
		outbox: {
			...outbox,
			async take(document, eventIds) {
				await outbox.take(document, eventIds);
				moment += 1;
				for (const id of eventIds) {
					const known = committed.get(id);
					if (known !== undefined) committed.set(id, { ...known, relayed: known.relayed ?? moment });
				}
			},
		},
	};

	async function keptOf(tenant: Tenant, endpointId: string): Promise<readonly Delivery[]> {
		const kept: Delivery[] = [];
		let page: readonly Delivery[];
		do {
			page = await real.deliveries.list(tenant, endpointId, { limit: PAGE, before: kept.at(-1)?.ordinal });
			kept.push(...page);
		} while (page.length === PAGE);
		return kept.reverse();
	}

	async function kept(tenant: Tenant): Promise<ReadonlyMap<string, readonly Delivery[]>> {
		const all = new Map<string, readonly Delivery[]>();
		for (const endpointId of versions.keys()) all.set(endpointId, await keptOf(tenant, endpointId));
		return all;
	}

	return { store, history: { versions, committed, made, kept } };
}

/**
 * Deliveries that nobody would come back for: their endpoint has no time at which it is looked at again, and their
 * event is relayed. Asked for while nobody waits for a turn.
 */
export async function forgotten(
	{ endpoints, deliveries }: Store,
	{ committed }: DeliveryHistory,
	tenant: Tenant,
	isReplaying: (endpointId: string) => boolean,
): Promise<string[]> {
	const found: string[] = [];
	for (const { endpointId, nextAttemptAt, status } of await endpoints.live(tenant)) {
		if (nextAttemptAt !== null || status === 'disabled' || isReplaying(endpointId)) continue;
		for (const { deliveryId, event } of await deliveries.due(tenant, endpointId, Number.MAX_SAFE_INTEGER, PAGE)) {
			if (committed.get(event.id)?.relayed !== undefined) found.push(`nobody comes back for it: ${deliveryId}`);
		}
	}
	return found;
}
