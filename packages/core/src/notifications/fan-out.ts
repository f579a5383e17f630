import type { LatchkeyEvent } from '../events/event.ts';
import type { Clock } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { NewDelivery } from './delivery.ts';
import { deliveryIdOf } from './delivery-id.ts';
import type { Endpoint } from './endpoint.ts';
import type { DeliveryRepository, EndpointRepository } from './repositories.ts';

/**
 * Makes a delivery of each event for each endpoint of its domain that wants it, and wakes those endpoints. Made again,
 * after a crash at any point, it makes the same: what was made is known by its id.
 */
export type FanOut = (tenant: Tenant, events: readonly LatchkeyEvent[]) => Promise<void>;

export interface FanOutParts {
	readonly endpoints: Pick<EndpointRepository, 'live' | 'wake'>;
	readonly deliveries: Pick<DeliveryRepository, 'insert'>;
	readonly clock: Clock;
	/** Told when there is something to send. */
	readonly onDue: () => void;
}

/** A write of so many keeps the thread free for requests. */
const BATCH = 500;

export function fanOut({ endpoints, deliveries, clock, onDue }: FanOutParts): FanOut {
	return async (tenant, events) => {
		const live = await endpoints.live(tenant);
		if (live.length === 0) return;
		const now = clock.now();
		const made = events.flatMap((event) =>
			live.filter((endpoint) => wants(endpoint, event)).map((endpoint) => newDelivery(endpoint, event, now)),
		);
		for (let start = 0; start < made.length; start += BATCH) {
			await deliveries.insert(tenant, made.slice(start, start + BATCH));
		}
		// Also where all of them were known: whoever made them may have died before this. And where it was added or
		// changed, since another process may have made what this one, which looked before or after, does not see it want.
		const due = new Set(made.filter(({ status }) => status === 'pending').map(({ endpointId }) => endpointId));
		for (const { endpointId, status } of live) {
			if (status !== 'disabled' && events.some((event) => isOf(endpointId, event))) due.add(endpointId);
		}
		if (due.size === 0) return;
		await endpoints.wake(tenant, [...due], now);
		onDue();
	};
}

/** Whether it tells of the endpoint as it is from then on. */
function isOf(endpointId: string, { type, data }: LatchkeyEvent): boolean {
	return (type === 'endpoint.added' || type === 'endpoint.changed') && data.endpointId === endpointId;
}

export function wants({ endpointId, clientId, eventTypes }: Endpoint, event: LatchkeyEvent): boolean {
	if (event.type === 'endpoint.test') return event.data.endpointId === endpointId;
	if (clientId !== null && event.clientId !== clientId) return false;
	return eventTypes === null || eventTypes.includes(event.type);
}

function newDelivery({ endpointId, status }: Endpoint, event: LatchkeyEvent, now: number): NewDelivery {
	const { customerId, domainId } = event;
	const kept = status === 'disabled';
	return {
		customerId,
		domainId,
		endpointId,
		deliveryId: deliveryIdOf(endpointId, event.id),
		event,
		status: kept ? 'held' : 'pending',
		nextAttemptAt: kept ? null : 0,
		attempts: 0,
		tries: 0,
		log: [],
		createdAt: now,
	};
}
