import type { Delivery, Endpoint, LatchkeyEvent } from '@latchkey/core';
import { NO_RELAY, policyId, type RelayLease } from '../documents.ts';
import { type PendingEvent, pendingEvent } from '../events/pending-events.ts';

/** In the place of null, so that `$min` brings forward what waited for nothing: null would count as less. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** `_id` is the endpoint's id. */
export interface EndpointDocument extends Omit<Endpoint, 'endpointId' | 'nextAttemptAt'>, RelayLease {
	readonly _id: string;
	/** Not removed. */
	readonly live: boolean;
	readonly nextAttemptAt: number;
	readonly outbox: readonly PendingEvent[];
	/** Who sends to it, and until when. */
	readonly leaseHolder: string | null;
	readonly leaseEndsAt: number | null;
}

/** `_id` is the delivery's id. */
export interface DeliveryDocument extends Omit<Delivery, 'deliveryId' | 'event'> {
	readonly _id: string;
	/** As text: what it tells is the caller's, and must mean nothing to the database. */
	readonly event: string;
}

/** The last place that was given to a delivery of an endpoint. `_id` is `ordinalsId`. */
export interface OrdinalsDocument {
	readonly _id: string;
	readonly customerId: string;
	readonly domainId: string;
	readonly last: number;
}

export const ordinalsId = (tenant: { customerId: string; domainId: string }, endpointId: string): string =>
	`${policyId(tenant)} ${endpointId}`;

export function endpointDocument(
	{ endpointId, nextAttemptAt, ...endpoint }: Endpoint,
	events: readonly LatchkeyEvent[],
): EndpointDocument {
	return {
		_id: endpointId,
		...endpoint,
		live: endpoint.status !== 'removed',
		nextAttemptAt: nextAttemptAt ?? NEVER,
		outbox: events.map(pendingEvent),
		...NO_RELAY,
		leaseHolder: null,
		leaseEndsAt: null,
	};
}

export function endpointOf(document: EndpointDocument): Endpoint {
	const {
		_id: endpointId,
		live: _live,
		nextAttemptAt,
		outbox: _outbox,
		relayHolder: _relayHolder,
		relayEndsAt: _relayEndsAt,
		leaseHolder: _leaseHolder,
		leaseEndsAt: _leaseEndsAt,
		...endpoint
	} = document;
	return { endpointId, ...endpoint, nextAttemptAt: nextAttemptAt === NEVER ? null : nextAttemptAt };
}

export function deliveryDocument({ deliveryId, event, ...delivery }: Delivery): DeliveryDocument {
	return { _id: deliveryId, ...delivery, event: JSON.stringify(event) };
}

export function deliveryOf({ _id: deliveryId, event, ...delivery }: DeliveryDocument): Delivery {
	return { deliveryId, ...delivery, event: JSON.parse(event) as LatchkeyEvent };
}
