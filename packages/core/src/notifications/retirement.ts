import type { EventType, LatchkeyEvent } from '../events/event.ts';
import { SYSTEM } from '../events/event-actor.ts';
import type { ApplicationRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Endpoint } from './endpoint.ts';
import type { DeliveryRepository, EndpointRepository } from './repositories.ts';
import type { EndpointWriter } from './writer.ts';

/**
 * Removes the endpoints of applications that were removed, once they have been told of it. All of it can be repeated.
 */
export interface Retirement {
	/** What follows from events of one tenant once their deliveries are made. */
	after(tenant: Tenant, events: readonly LatchkeyEvent[]): Promise<void>;
	/** Of an endpoint that has nothing to send: removes it where its application is gone. Resolves to whether it did. */
	whenIdle(endpoint: Endpoint): Promise<boolean>;
}

export interface RetirementParts {
	readonly endpoints: Pick<EndpointRepository, 'live'>;
	readonly deliveries: Pick<DeliveryRepository, 'nextAttemptAt'>;
	readonly applications: Pick<ApplicationRepository, 'find'>;
	readonly writer: EndpointWriter;
	/** Deletes what was kept for it. */
	readonly removeDeliveries: (tenant: Tenant, endpointId: string) => Promise<void>;
}

/**
 * After these, an endpoint may be one of an application that is gone, with nobody left who will send anything to it.
 */
const MAY_RETIRE: ReadonlySet<EventType> = new Set([
	'client_application.removed',
	'endpoint.added',
	'endpoint.changed',
	'endpoint.disabled',
]);

export function retirement(parts: RetirementParts): Retirement {
	const { endpoints, deliveries, applications, writer } = parts;

	async function isGone(tenant: Tenant, clientId: string): Promise<boolean> {
		const application = await applications.find(tenant, clientId);
		return application === undefined || application.status === 'removed';
	}

	async function remove(tenant: Tenant, endpointId: string): Promise<void> {
		await writer.change(tenant, endpointId, SYSTEM, () => ({ type: 'remove' }));
		await parts.removeDeliveries(tenant, endpointId);
	}

	/** An enabled one is told what it is yet to be told; whoever sends that finds nothing more to send then. */
	async function hasLastWords(tenant: Tenant, { endpointId, status }: Endpoint): Promise<boolean> {
		return status === 'enabled' && (await deliveries.nextAttemptAt(tenant, endpointId)) !== null;
	}

	return {
		async after(tenant, events) {
			const clientIds = new Set(events.filter(({ type }) => MAY_RETIRE.has(type)).map(({ clientId }) => clientId));
			clientIds.delete(null);
			if (clientIds.size === 0) return;
			const bound = (await endpoints.live(tenant)).filter(({ clientId }) => clientIds.has(clientId));
			for (const endpoint of bound) {
				const { clientId, endpointId } = endpoint;
				if (clientId === null || !(await isGone(tenant, clientId)) || (await hasLastWords(tenant, endpoint))) continue;
				await remove(tenant, endpointId);
			}
		},
		async whenIdle({ customerId, domainId, endpointId, clientId }) {
			const tenant = { customerId, domainId };
			if (clientId === null || !(await isGone(tenant, clientId))) return false;
			await remove(tenant, endpointId);
			return true;
		},
	};
}
