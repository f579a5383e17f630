import { outboxFull } from '../applications/writer.ts';
import { LatchkeyError } from '../errors.ts';
import { changedFields, stampEvents } from '../events/decision.ts';
import type { EventActor, LatchkeyEvent } from '../events/event.ts';
import { keyedQueue } from '../keyed-queue.ts';
import type { Clock, Random } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { decideEndpoint, type EndpointCommand } from './decide.ts';
import type { Endpoint } from './endpoint.ts';
import type { EndpointRepository } from './repositories.ts';

const MAX_ATTEMPTS = 12;

/** Chooses the command for the state as it is; throws where the command is not allowed there. */
export type EndpointPlan = (endpoint: Endpoint, now: number) => EndpointCommand;

export interface ChangedEndpoint {
	readonly endpoint: Endpoint;
	readonly events: readonly LatchkeyEvent[];
}

/** Commits decisions, as the writer of applications does. */
export interface EndpointWriter {
	/** Throws `not_found`, `conflict`, `outbox_full`, or what `plan` throws. */
	change(tenant: Tenant, endpointId: string, actor: EventActor, plan: EndpointPlan): Promise<ChangedEndpoint>;
}

export interface EndpointWriterParts {
	readonly endpoints: EndpointRepository;
	readonly clock: Clock;
	readonly random: Random;
	/** Told of what this process has committed, at once. */
	readonly onCommitted: (events: readonly LatchkeyEvent[]) => void;
}

export function endpointWriter({ endpoints, clock, random, onCommitted }: EndpointWriterParts): EndpointWriter {
	const queue = keyedQueue();

	async function attempt(
		tenant: Tenant,
		endpointId: string,
		actor: EventActor,
		plan: EndpointPlan,
	): Promise<ChangedEndpoint | 'stale'> {
		const before = await endpoints.find(tenant, endpointId);
		if (before === undefined) throw endpointNotFound();
		const now = clock.now();
		const { state, events: decided } = decideEndpoint(before, plan(before, now), now);
		if (state === before && decided.length === 0) return { endpoint: before, events: [] };
		const revision = before.revision + 1;
		const { clientId } = before;
		const events = stampEvents(random, decided, { ...tenant, clientId, revision, occurredAt: now, actor });
		const changes = changedFields(before, state);
		const result = await endpoints.update(tenant, endpointId, before.revision, changes, events);
		if (result === 'stale') return 'stale';
		if (result === 'outbox_full') throw outboxFull();
		onCommitted(events);
		return { endpoint: { ...state, revision }, events };
	}

	return {
		change: (tenant, endpointId, actor, plan) =>
			queue.run(endpointId, async () => {
				for (let count = 0; count < MAX_ATTEMPTS; count++) {
					const result = await attempt(tenant, endpointId, actor, plan);
					if (result !== 'stale') return result;
				}
				throw new LatchkeyError('conflict', 'others keep changing this endpoint; try again');
			}),
	};
}

export function endpointNotFound(): LatchkeyError {
	return new LatchkeyError('not_found', 'there is no such endpoint');
}
