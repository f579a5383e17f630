import { changedFields, type Decision, stampEvents } from '../events/decision.ts';
import type { LatchkeyEvent } from '../events/event.ts';
import { SYSTEM } from '../events/event-actor.ts';
import type { Endpoint } from '../notifications/endpoint.ts';
import type { EndpointRepository } from '../notifications/repositories.ts';
import type { Clock, Random } from '../ports.ts';
import type { EndpointHealth } from './health.ts';

/**
 * What becomes of an endpoint by what attempts have shown. Nothing of one that nothing is sent to any more, or that is
 * elsewhere by now than `sentTo`: what another address answers says nothing of this one.
 */
export function decideHealth(
	endpoint: Endpoint,
	sentTo: string,
	{ failingSince, disable }: EndpointHealth,
	now: number,
): Decision<Endpoint> {
	if (isOff(endpoint) || endpoint.url !== sentTo) return { state: endpoint, events: [] };
	if (disable === null) {
		// No edit, so that it does not look like one.
		const state = failingSince === endpoint.failingSince ? endpoint : { ...endpoint, failingSince };
		return { state, events: [] };
	}
	const { endpointId } = endpoint;
	return {
		state: { ...endpoint, status: 'disabled', disabledReason: disable, failingSince, updatedAt: now },
		events: [{ type: 'endpoint.disabled', data: { endpointId, reason: disable, failingSince } }],
	};
}

function isOff({ status }: Endpoint): boolean {
	return status === 'disabled' || status === 'removed';
}

export interface NoteHealthParts {
	readonly endpoints: EndpointRepository;
	readonly clock: Clock;
	readonly random: Random;
	readonly onCommitted: (events: readonly LatchkeyEvent[]) => void;
}

/**
 * Commits what attempts have shown of the endpoint as they found it; gives up where others keep changing it, since the
 * next attempt shows it too. Resolves to whether nothing more is to be sent to it.
 */
export type NoteHealth = (found: Endpoint, health: EndpointHealth) => Promise<boolean>;

const MAX_ATTEMPTS = 5;

export function healthNotes({ endpoints, clock, random, onCommitted }: NoteHealthParts): NoteHealth {
	return async ({ customerId, domainId, endpointId, url }, health) => {
		const tenant = { customerId, domainId };
		for (let count = 0; count < MAX_ATTEMPTS; count++) {
			const before = await endpoints.find(tenant, endpointId);
			if (before === undefined) return true;
			const now = clock.now();
			const { state, events: decided } = decideHealth(before, url, health, now);
			if (state === before) return isOff(state);
			const { clientId } = before;
			const revision = before.revision + 1;
			const stamp = { ...tenant, clientId, revision, occurredAt: now, actor: SYSTEM };
			const events = stampEvents(random, decided, stamp);
			const changes = changedFields(before, state);
			if ((await endpoints.update(tenant, endpointId, before.revision, changes, events)) === 'done') {
				onCommitted(events);
				return isOff(state);
			}
		}
		return false;
	};
}
