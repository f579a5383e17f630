import type { AddedEndpoint, DeliveryView, EndpointView } from '@latchkey/core';
import { isoTime, optionalIsoTime } from './wire.ts';

export function endpointOnWire({ tag: _, ...endpoint }: EndpointView): object {
	return {
		...endpoint,
		failingSince: optionalIsoTime(endpoint.failingSince),
		signingSecrets: endpoint.signingSecrets.map(({ secretId, createdAt, endsAt }) => ({
			secretId,
			createdAt: isoTime(createdAt),
			endsAt: optionalIsoTime(endsAt),
		})),
		createdAt: isoTime(endpoint.createdAt),
		updatedAt: isoTime(endpoint.updatedAt),
	};
}

export function addedEndpointOnWire({ endpoint, signingSecret }: AddedEndpoint): object {
	return { ...endpointOnWire(endpoint), signingSecret };
}

export function deliveryOnWire(delivery: DeliveryView): object {
	return {
		...delivery,
		occurredAt: isoTime(delivery.occurredAt),
		nextAttemptAt: optionalIsoTime(delivery.nextAttemptAt),
		log: delivery.log.map((attempt) => ({ ...attempt, at: isoTime(attempt.at) })),
		createdAt: isoTime(delivery.createdAt),
	};
}
