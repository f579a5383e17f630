import type { EventActor, LatchkeyEvent } from '../events/event.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import type { Policies } from '../policies/policies.ts';
import type { Clock, Outbound, Random, Scheduler } from '../ports.ts';
import type { Store } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { addEndpoint } from './add.ts';
import { endpointAuthority } from './authorise.ts';
import { deliveryLog } from './delivery-log.ts';
import { type FanOut, fanOut } from './fan-out.ts';
import { type Retirement, retirement } from './retirement.ts';
import { type EndpointService, endpointService } from './service.ts';
import { signingSecretMint } from './signing-secret-mint.ts';
import { wakeForgotten } from './wake-forgotten.ts';
import { endpointWriter } from './writer.ts';

/** All about endpoints but the sending itself. */
export interface Notifications {
	readonly service: EndpointService;
	readonly fanOut: FanOut;
	readonly retirement: Retirement;
	/** Wakes every endpoint that was left asleep with something to be sent to it. */
	wakeForgotten(signal: AbortSignal | undefined): Promise<void>;
	/** Removes every endpoint of the domain, and shreds its signing secrets. Can be repeated. */
	removeEndpoints(tenant: Tenant, actor: EventActor): Promise<void>;
	/** Deletes every delivery of the domain. Can be repeated. */
	removeDeliveries(tenant: Tenant): Promise<void>;
}

export interface NotificationsParts {
	readonly store: Pick<Store, 'applications' | 'endpoints' | 'deliveries' | 'transfer'>;
	readonly policies: Policies;
	readonly dataKeys: DataKeys;
	readonly outbound: Outbound | undefined;
	readonly clock: Clock;
	readonly random: Random;
	readonly scheduler: Scheduler;
	readonly endpointLimit: (tenant: Tenant) => number;
	/** Told of what this process has committed, at once. */
	readonly onCommitted: (events: readonly LatchkeyEvent[]) => void;
	/** Told when there is something to send. */
	readonly onDue: () => void;
}

const BATCH = 500;

export function notifications(parts: NotificationsParts): Notifications {
	const { endpoints, deliveries, applications } = parts.store;
	const writer = endpointWriter({ ...parts, endpoints });
	const authority = endpointAuthority(endpoints, applications);
	const mintSigningSecret = signingSecretMint(parts.policies, parts.dataKeys, parts.random);
	const shared = { ...parts, endpoints, deliveries, authority, writer, mintSigningSecret };

	async function removeAll(tenant: Tenant, endpointId: string | undefined): Promise<void> {
		while ((await deliveries.remove(tenant, endpointId, BATCH)) === BATCH);
	}

	return {
		service: endpointService({
			...shared,
			add: addEndpoint(shared),
			log: deliveryLog(shared),
			async holdAll(tenant, endpointId) {
				while ((await deliveries.hold(tenant, endpointId, BATCH)) === BATCH);
			},
			removeDeliveries: removeAll,
		}),
		fanOut: fanOut(shared),
		retirement: retirement({ ...shared, applications, removeDeliveries: removeAll }),
		wakeForgotten: (signal) => wakeForgotten({ ...shared, transfer: parts.store.transfer }, signal),
		async removeEndpoints(tenant, actor) {
			for (const { endpointId } of await endpoints.live(tenant)) {
				await writer.change(tenant, endpointId, actor, () => ({ type: 'remove' }));
			}
		},
		removeDeliveries: (tenant) => removeAll(tenant, undefined),
	};
}
