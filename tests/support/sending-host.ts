import {
	type Actor,
	type Clock,
	createLatchkey,
	type Delivery,
	type Endpoint,
	type Latchkey,
	type LatchkeyEvent,
	type LatchkeyOptions,
	localKeyEncryption,
	type NewDelivery,
	type Outbound,
	type Store,
	type Tenant,
} from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { type CapturedLogger, capturedLogger, type ManualScheduler, manualScheduler } from '@latchkey/testing';
import { onTestFinished } from 'vitest';
import { loopbackOutbound } from './loopback-outbound.ts';

export const KEYS = { k1: new Uint8Array(32).fill(7) };

/** A Latchkey that sends to the loopback interface, with endpoints and deliveries as the test wants them. */
export interface SendingHost {
	readonly latchkey: Latchkey;
	readonly store: Store;
	readonly logger: CapturedLogger;
	readonly scheduler: ManualScheduler;
	/** Sends all that is due, and waits for it. */
	deliver(signal?: AbortSignal): Promise<void>;
	/** Resolves to the endpoint's id. */
	addEndpoint(url: string, tenant?: Tenant): Promise<AddedEndpoint>;
	/** Makes a delivery of every event for the endpoint, in this order, and wakes it. */
	notify(endpoint: AddedEndpoint, events: readonly LatchkeyEvent[]): Promise<void>;
	/** As who dies before it wakes the endpoint. */
	makeDeliveries(endpoint: AddedEndpoint, events: readonly LatchkeyEvent[]): Promise<void>;
	endpoint(added: AddedEndpoint): Promise<Endpoint>;
	/** All of an endpoint's, in the order in which they were made. */
	deliveries(added: AddedEndpoint): Promise<readonly Delivery[]>;
}

export interface AddedEndpoint {
	readonly tenant: Tenant;
	readonly endpointId: string;
	readonly signingSecret: string;
}

export interface SendingHostOptions {
	readonly clock: Clock;
	readonly file: string;
	readonly overrides?: Partial<LatchkeyOptions>;
	readonly outbound?: Outbound;
	/** How long it waits for a lock of another process; as the store has it where absent. Milliseconds. */
	readonly lockTimeoutMs?: number;
	/** What the host sees of its store. */
	readonly wrap?: (store: Store) => Store;
}

export const ACME: Tenant = { customerId: 'acme', domainId: 'phones' };
const PAGE = 500;

/** Closed when the test has finished. */
export async function startSendingHost({
	clock,
	file,
	overrides,
	outbound,
	lockTimeoutMs,
	wrap,
}: SendingHostOptions): Promise<SendingHost> {
	const logger = capturedLogger();
	const scheduler = manualScheduler();
	const opened = await sqliteStore({ file, ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }) });
	const store = wrap?.(opened) ?? opened;
	const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: KEYS });
	const ownOutbound = loopbackOutbound();
	const latchkey = createLatchkey({
		store,
		keyEncryption,
		clock,
		scheduler,
		logger,
		throttle: { failed: async () => 0 },
		outbound: outbound ?? ownOutbound,
		endpointLimit: 1000,
		privileges: [{ name: 'devices:read' }],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		onEvent: () => undefined,
		...overrides,
	});
	await latchkey.start();
	onTestFinished(async () => {
		await latchkey.close();
		await ownOutbound.close();
	});

	async function makeDeliveries({ tenant, endpointId }: AddedEndpoint, events: readonly LatchkeyEvent[]) {
		await store.deliveries.insert(
			tenant,
			events.map((event) => newDelivery(tenant, endpointId, event, clock.now())),
		);
	}

	return {
		latchkey,
		store,
		logger,
		scheduler,
		deliver: (signal) => latchkey.background.run('deliver', signal),
		async addEndpoint(url, tenant = ACME) {
			const input = { url, eventTypes: ['client_secret.revoked' as const] };
			const { endpoint, signingSecret } = await latchkey.endpoints.add(managerOf(tenant), tenant.domainId, input);
			return { tenant, endpointId: endpoint.endpointId, signingSecret };
		},
		makeDeliveries,
		async notify(endpoint, events) {
			await makeDeliveries(endpoint, events);
			await store.endpoints.wake(endpoint.tenant, [endpoint.endpointId], clock.now());
		},
		async endpoint({ tenant, endpointId }) {
			const found = await store.endpoints.find(tenant, endpointId);
			if (found === undefined) throw new Error(`there is no ${endpointId}`);
			return found;
		},
		async deliveries({ tenant, endpointId }) {
			const all: Delivery[] = [];
			let page: readonly Delivery[];
			do {
				page = await store.deliveries.list(tenant, endpointId, { limit: PAGE, before: all.at(-1)?.ordinal });
				all.push(...page);
			} while (page.length === PAGE);
			return all.reverse();
		},
	};
}

function newDelivery(tenant: Tenant, endpointId: string, event: LatchkeyEvent, createdAt: number): NewDelivery {
	const deliveryId = `dlv_${endpointId}_${event.id}`;
	const { customerId, domainId } = tenant;
	return {
		deliveryId,
		customerId,
		domainId,
		endpointId,
		event,
		status: 'pending',
		nextAttemptAt: 0,
		attempts: 0,
		tries: 0,
		log: [],
		createdAt,
	};
}

let made = 0;

/** So many events, of applications in turn. */
export function events(count: number, { applications = 1, tenant = ACME } = {}): LatchkeyEvent[] {
	return Array.from({ length: count }, (_event, index) => {
		made += 1;
		return {
			...tenant,
			id: `evt_${String(made).padStart(22, '0')}`,
			type: 'client_secret.revoked',
			clientId: `lk.acme.phones.${index % applications}`,
			occurredAt: Date.UTC(2026, 0, 1),
			revision: made,
			actor: { kind: 'host' },
			data: { secretId: `sec_${made}`, leaked: false },
		};
	});
}

export const ADA = managerOf(ACME);

/** Who manages the domain, and may reveal there. */
export function managerOf({ customerId, domainId }: Tenant): Actor {
	return { userId: 'ada', customerId, domains: { [domainId]: { manage: true, reveal: true, grantable: [] } } };
}
