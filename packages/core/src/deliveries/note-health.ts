import { changedFields, type Decision, stampEvents } from '../events/decision.ts';
import type { LatchkeyEvent } from '../events/event.ts';
import type { Endpoint } from '../notifications/endpoint.ts';
import type { EndpointRepository } from '../notifications/repositories.ts';
import type { Clock, Random } from '../ports.ts';
import type { EndpointHealth } from './health.ts';

/** What becomes of an endpoint by what attempts have shown. Nothing of one that nothing is sent to any more. */
export function decideHealth(
	endpoint: Endpoint,
	{ failingSince, disable }: EndpointHealth,
	now: number,
): Decision<Endpoint> {
	if (endpoint.status === 'disabled' || endpoint.status === 'removed') return { state: endpoint, events: [] };
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

export interface NoteHealthParts {
	readonly endpoints: EndpointRepository;
	readonly clock: Clock;
	readonly random: Random;
	readonly onCommitted: (events: readonly LatchkeyEvent[]) => void;
}

/** Commits what attempts have shown; gives up where others keep changing the endpoint, since the next attempt shows it too. */
export type NoteHealth = (endpoint: Endpoint, health: EndpointHealth) => Promise<void>;

const MAX_ATTEMPTS = 5;

export function healthNotes({ endpoints, clock, random, onCommitted }: NoteHealthParts): NoteHealth {
	return async ({ customerId, domainId, endpointId }, health) => {
		const tenant = { customerId, domainId };
		for (let count = 0; count < MAX_ATTEMPTS; count++) {
			const before = await endpoints.find(tenant, endpointId);
			if (before === undefined) return;
			const now = clock.now();
			const { state, events: decided } = decideHealth(before, health, now);
			if (state === before) return;
			const { clientId } = before;
			const revision = before.revision + 1;
			const stamp = { ...tenant, clientId, revision, occurredAt: now, actor: { kind: 'system' } as const };
			const events = stampEvents(random, decided, stamp);
			const changes = changedFields(before, state);
			if ((await endpoints.update(tenant, endpointId, before.revision, changes, events)) === 'done') {
				onCommitted(events);
				return;
			}
		}
	};
}
