import type { Endpoint, LatchkeyEvent } from '@latchkey/core';
import type { SchemaDefinition } from 'mongoose';
import { nullable, part, TENANT_FIELDS } from '../database/schema.ts';
import { NO_RELAY, OUTBOX_FIELDS, type PendingEvent, pendingEvent, type RelayLease } from '../events/pending-events.ts';

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

export const endpointSchema: SchemaDefinition = {
	_id: String,
	...TENANT_FIELDS,
	clientId: nullable(String),
	slot: String,
	url: String,
	description: String,
	eventTypes: nullable([String]),
	status: String,
	live: Boolean,
	disabledReason: nullable(String),
	signingSecrets: [part({ secretId: String, sealed: String, createdAt: Number, endsAt: nullable(Number) })],
	failingSince: nullable(Number),
	nextAttemptAt: Number,
	wakeups: Number,
	revision: Number,
	createdAt: Number,
	createdBy: String,
	updatedAt: Number,
	removedAt: nullable(Number),
	leaseHolder: nullable(String),
	leaseEndsAt: nullable(Number),
	...OUTBOX_FIELDS,
};

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
