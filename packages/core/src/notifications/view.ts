import { entityTag } from '../applications/entity-tag.ts';
import type { LatchkeyEvent } from '../events/event.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { signingSecretsAt } from './decide.ts';
import type { Attempt, Delivery, DeliveryStatus } from './delivery.ts';
import type { DisabledReason, Endpoint, EndpointStatus } from './endpoint.ts';

/** What may be told of an endpoint: never a signing secret. Times are milliseconds since the epoch. */
export interface EndpointView extends Tenant {
	readonly endpointId: string;
	readonly clientId: string | null;
	readonly url: string;
	readonly description: string;
	readonly eventTypes: readonly string[] | null;
	readonly status: EndpointStatus;
	readonly disabledReason: DisabledReason | null;
	readonly failingSince: number | null;
	/** Those that sign now, newest last. */
	readonly signingSecrets: readonly SigningSecretView[];
	readonly createdAt: number;
	readonly createdBy: string;
	readonly updatedAt: number;
	/** The entity tag of what can be edited. */
	readonly tag: string;
}

export interface SigningSecretView {
	readonly secretId: string;
	readonly createdAt: number;
	/** Until when it signs beside its successor; null for the newest one. */
	readonly endsAt: number | null;
}

/** One event for one endpoint, and what became of it. Times are milliseconds since the epoch. */
export interface DeliveryView {
	/** What the receiver sees as `webhook-id`, the same at every attempt. */
	readonly deliveryId: string;
	readonly endpointId: string;
	readonly eventId: string;
	readonly type: LatchkeyEvent['type'];
	readonly clientId: string | null;
	readonly occurredAt: number;
	readonly status: DeliveryStatus;
	/** Null where it is sent no more, or as soon as it can be. */
	readonly nextAttemptAt: number | null;
	/** How often it was tried. */
	readonly attempts: number;
	/** The last attempts, oldest first. */
	readonly log: readonly Attempt[];
	readonly createdAt: number;
}

export function endpointView(endpoint: Endpoint, now: number): EndpointView {
	const { customerId, domainId, endpointId, clientId, url, description, eventTypes } = endpoint;
	const { status, disabledReason, failingSince, createdAt, createdBy, updatedAt } = endpoint;
	const signingSecrets = signingSecretsAt(endpoint, now).map(({ secretId, createdAt: madeAt, endsAt }) => ({
		secretId,
		createdAt: madeAt,
		endsAt,
	}));
	return {
		customerId,
		domainId,
		endpointId,
		clientId,
		url,
		description,
		eventTypes,
		status,
		disabledReason,
		failingSince,
		signingSecrets,
		createdAt,
		createdBy,
		updatedAt,
		tag: endpointTag(endpoint),
	};
}

export function endpointTag({ endpointId, url, description, eventTypes, status }: Endpoint): string {
	return entityTag([endpointId, url, description, eventTypes, status]);
}

export function deliveryView(delivery: Delivery): DeliveryView {
	const { deliveryId, endpointId, event, status, nextAttemptAt, attempts, log, createdAt } = delivery;
	return {
		deliveryId,
		endpointId,
		eventId: event.id,
		type: event.type,
		clientId: event.clientId,
		occurredAt: event.occurredAt,
		status,
		nextAttemptAt: nextAttemptAt === 0 ? null : nextAttemptAt,
		attempts,
		log,
		createdAt,
	};
}
