import type { Delivery, EndpointStatus, LatchkeyEvent } from '@latchkey/core';
import type { Committed, DeliveryHistory, Version } from './delivery-history.ts';
import { between, wants } from './endpoint-versions.ts';
import type { Sent } from './receivers.ts';

export interface DeliveryEvidence {
	readonly history: DeliveryHistory;
	/** Of each endpoint, in the end. */
	readonly kept: ReadonlyMap<string, readonly Delivery[]>;
	readonly sent: readonly Sent[];
}

/** As often as a delivery is tried by itself. */
const MAX_TRIES = 8;
/** A delivery that is made beside the removal of its endpoint is held as well. */
const HOLDING: readonly EndpointStatus[] = ['disabled', 'removed'];

/** What is wrong with the deliveries: which were made, what became of them, and in which order they were sent. */
export function deliveryFaults({ history, kept, sent }: DeliveryEvidence): string[] {
	const sends = Map.groupBy(sent, ({ deliveryId }) => deliveryId);
	const places = new Map(sent.map(({ deliveryId }, index) => [deliveryId, index] as const).reverse());
	return [...history.versions]
		.flatMap(([endpointId, versions]) => {
			const deliveries = kept.get(endpointId) ?? [];
			return [
				...missing(history, versions, deliveries),
				...madeTwice(deliveries),
				...untrue(versions, deliveries, sends),
				...outOfOrder(history, versions, deliveries, places),
			].map((fault) => `${fault} (${endpointId})`);
		})
		.concat(unwanted(history));
}

/** Whether the endpoint wanted it from the commit until its deliveries were made, whoever made them and when. */
function surelyWanted(versions: readonly Version[], { event, moment, relayed }: Committed): boolean {
	const [first] = versions;
	if (first === undefined || relayed === undefined || first.moment > moment) return false;
	return between(versions, moment, relayed).every(({ endpoint }) => wants(endpoint, event));
}

function wasDisabledAfter(versions: readonly Version[], moment: number): boolean {
	return between(versions, moment, Number.POSITIVE_INFINITY).some(({ endpoint }) => endpoint.status === 'disabled');
}

function missing(history: DeliveryHistory, versions: readonly Version[], deliveries: readonly Delivery[]): string[] {
	if (versions.at(-1)?.endpoint.status === 'removed') return [];
	const there = new Set(deliveries.map(({ event }) => event.id));
	return [...history.committed.values()]
		.filter((committed) => surelyWanted(versions, committed) && !there.has(committed.event.id))
		.map(({ event }) => `no delivery was made: ${event.type} ${event.id}`);
}

function madeTwice(deliveries: readonly Delivery[]): string[] {
	return [...Map.groupBy(deliveries, ({ event }) => event.id)]
		.filter(([, same]) => same.length > 1)
		.map(([eventId]) => `two deliveries of one event: ${eventId}`);
}

/** What the log says of a delivery must be what happened, and nothing may be left lying. */
function untrue(
	versions: readonly Version[],
	deliveries: readonly Delivery[],
	sends: ReadonlyMap<string, readonly Sent[]>,
): string[] {
	const status = versions.at(-1)?.endpoint.status;

	function faultOf({ deliveryId, status: told, attempts }: Delivery): string | undefined {
		const tries = sends.get(deliveryId) ?? [];
		if (attempts > tries.length) return 'more attempts than were made';
		switch (told) {
			case 'pending':
				return status === 'enabled' ? 'left lying though it is due' : undefined;
			case 'held':
				return versions.some(({ endpoint }) => HOLDING.includes(endpoint.status)) ? undefined : 'held without a reason';
			case 'delivered':
				return tries.some(({ taken }) => taken) ? undefined : 'nobody received it';
			case 'failed':
				return tries.length >= MAX_TRIES ? undefined : 'given up too early';
		}
	}

	return deliveries.flatMap((delivery) => {
		const fault = faultOf(delivery);
		return fault === undefined ? [] : [`${fault}: ${delivery.deliveryId}`];
	});
}

/** First tries, of the events of one document; of what was never held up for a replay. */
function outOfOrder(
	history: DeliveryHistory,
	versions: readonly Version[],
	deliveries: readonly Delivery[],
	places: ReadonlyMap<string, number>,
): string[] {
	const ids = new Map(deliveries.map(({ event, deliveryId }) => [event.id, deliveryId]));
	const inOrder = [...history.committed.values()].filter(
		(committed) => surelyWanted(versions, committed) && !wasDisabledAfter(versions, committed.moment),
	);
	return [...Map.groupBy(inOrder, ({ event }) => documentOf(event)).values()].flatMap((ofDocument) => {
		let last = -1;
		return ofDocument.flatMap(({ event }) => {
			const place = places.get(ids.get(event.id) ?? '');
			if (place === undefined) return [];
			const fault = place < last ? [`out of order: ${event.id}`] : [];
			last = place;
			return fault;
		});
	});
}

function documentOf({ type, clientId, data }: LatchkeyEvent): string {
	if (type.startsWith('policy.')) return 'policy';
	return type.startsWith('endpoint.') && 'endpointId' in data ? String(data.endpointId) : String(clientId);
}

function unwanted({ versions, committed, made }: DeliveryHistory): string[] {
	return made.flatMap(({ endpointId, eventId, deliveryId, moment }) => {
		const of = committed.get(eventId);
		const known = versions.get(endpointId) ?? [];
		const asked =
			of !== undefined && between(known, of.moment, moment).some(({ endpoint }) => wants(endpoint, of.event));
		return asked ? [] : [`nobody wanted it: ${deliveryId} to ${endpointId}`];
	});
}
