import { type Delivery, type Endpoint, type Store, slotName, type Tenant } from '@latchkey/core';
import { expect } from 'vitest';
import { endpointDocument, pendingIn } from './assertions.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildAttempt, buildDelivery } from './builders/deliveries.ts';
import { buildEndpoint } from './builders/endpoints.ts';
import { buildEvents } from './builders/events.ts';
import { claimOf, LEASE_MS } from './leases.ts';
import type { StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

/** What one tenant has. Every tenant has the same, but for what must be unique. */
interface Seeded {
	readonly tenant: Tenant;
	readonly endpoint: Endpoint;
	readonly deliveryId: string;
}

async function seed({ endpoints, deliveries }: Store, tenant: Tenant): Promise<Seeded> {
	const endpoint = buildEndpoint(tenant, { slot: slotName(0), nextAttemptAt: BUILT_AT });
	const events = buildEvents({ ...tenant, clientId: null }, 2);
	expect(await endpoints.insert(endpoint, events), 'slots are per domain').toBe('done');
	const delivery = buildDelivery(tenant, endpoint.endpointId);
	await deliveries.insert(tenant, [delivery]);
	return { tenant, endpoint, deliveryId: delivery.deliveryId };
}

async function everythingOf(store: Store, { tenant, endpoint: { endpointId }, deliveryId }: Seeded): Promise<unknown> {
	const { endpoints, deliveries } = store;
	return {
		endpoint: await endpoints.find(tenant, endpointId),
		listed: await endpoints.list(tenant, { limit: 100 }),
		live: await endpoints.live(tenant),
		slots: await endpoints.slots(tenant),
		delivery: await deliveries.find(tenant, endpointId, deliveryId),
		deliveries: await deliveries.list(tenant, endpointId, { limit: 100 }),
		nextAttemptAt: await deliveries.nextAttemptAt(tenant, endpointId),
		pending: await pendingIn(store, endpointDocument(tenant, endpointId)),
	};
}

const RESULT = { status: 'delivered', nextAttemptAt: null, tries: 1, log: [buildAttempt()] } as const;

/** A call made by `stranger`, with what is `ours`; what it must not change of ours is compared afterwards. */
type Crossing = (store: Store, stranger: Seeded, ours: Seeded) => Promise<void>;

const CROSSINGS: Readonly<Record<string, Crossing>> = {
	'endpoints.find': async ({ endpoints }, { tenant }, { endpoint }) => {
		expect(await endpoints.find(tenant, endpoint.endpointId)).toBeUndefined();
	},
	'endpoints.list': async ({ endpoints }, { tenant, endpoint }) => {
		const after = { createdAt: BUILT_AT + 1, endpointId: '' };
		expect(await endpoints.list(tenant, { limit: 100 })).toStrictEqual([endpoint]);
		expect(await endpoints.list(tenant, { limit: 100, after })).toStrictEqual([endpoint]);
	},
	'endpoints.live': async ({ endpoints }, { tenant, endpoint }) => {
		expect(await endpoints.live(tenant)).toStrictEqual([endpoint]);
	},
	'endpoints.slots': async ({ endpoints }, { tenant }) => {
		expect(await endpoints.slots(tenant)).toStrictEqual([slotName(0)]);
	},
	'endpoints.insert': async ({ endpoints }, { tenant }, { endpoint: { endpointId } }) => {
		const intruder = buildEndpoint(tenant, { endpointId, url: 'https://intruder.example/' });
		await endpoints.insert(intruder, []).catch(() => undefined);
	},
	'endpoints.update': async ({ endpoints }, { tenant }, { endpoint: { endpointId } }) => {
		const events = buildEvents({ ...tenant, clientId: null }, 1);
		expect(await endpoints.update(tenant, endpointId, 1, { url: 'https://intruder.example/' }, events)).toBe('stale');
	},
	'endpoints.renew': async ({ endpoints }, { tenant }, { endpoint: { endpointId } }) => {
		expect(await endpoints.claim(claimOf())).toHaveLength(2);
		const later = BUILT_AT + LEASE_MS - 1;
		expect(await endpoints.renew(claimOf({ now: later }), [{ tenant, endpointId }])).toStrictEqual([]);
		const over = claimOf({ holder: 'holder-2', now: BUILT_AT + LEASE_MS });
		expect(await endpoints.claim(over)).toHaveLength(2);
	},
	'endpoints.release': async ({ endpoints }, { tenant }, { endpoint: { endpointId } }) => {
		expect(await endpoints.claim(claimOf())).toHaveLength(2);
		await endpoints.release('holder-1', [{ tenant, endpointId }]);
		expect(await endpoints.claim(claimOf())).toStrictEqual([]);
	},
	'endpoints.wake': async ({ endpoints }, { tenant, endpoint: own }, { endpoint }) => {
		await endpoints.wake(tenant, [endpoint.endpointId, own.endpointId], BUILT_AT - 1);
		expect(await endpoints.find(tenant, own.endpointId)).toMatchObject({ wakeups: 1 });
	},
	'endpoints.reschedule': async ({ endpoints }, { tenant }, { endpoint: { endpointId } }) => {
		expect(await endpoints.reschedule(tenant, endpointId, 0, BUILT_AT + 9)).toBe(false);
	},
	'endpoints.purgeRemoved': async ({ endpoints }, { tenant }) => {
		const gone = buildEndpoint(tenant, { status: 'removed', removedAt: BUILT_AT - 1 });
		await endpoints.insert({ ...gone, slot: `removed:${gone.endpointId}` }, []);
		expect(await endpoints.purgeRemoved(BUILT_AT, 100)).toBe(1);
	},
	'deliveries.insert': async ({ deliveries }, { tenant }, { endpoint: { endpointId }, deliveryId }) => {
		await deliveries.insert(tenant, [
			buildDelivery(tenant, endpointId),
			buildDelivery(tenant, endpointId, { deliveryId }),
		]);
		// A whole record of another tenant fits the type: it is the tenant of the call that counts.
		await deliveries.insert(tenant, [buildDelivery(TENANT, endpointId)]);
	},
	'deliveries.find': async ({ deliveries }, { tenant, endpoint: own }, { endpoint, deliveryId }) => {
		for (const { endpointId } of [own, endpoint]) {
			expect(await deliveries.find(tenant, endpointId, deliveryId)).toBeUndefined();
		}
	},
	'deliveries.list, due and nextAttemptAt': async ({ deliveries }, { tenant }, { endpoint: { endpointId } }) => {
		expect(await deliveries.list(tenant, endpointId, { limit: 10 })).toStrictEqual([]);
		expect(await deliveries.due(tenant, endpointId, BUILT_AT, 10)).toStrictEqual([]);
		expect(await deliveries.nextAttemptAt(tenant, endpointId)).toBeNull();
	},
	'deliveries.record': async ({ deliveries }, { tenant, deliveryId: own }, { deliveryId }) => {
		const results = [deliveryId, own].map((id) => ({ deliveryId: id, expectedAttempts: 0, ...RESULT }));
		expect(await deliveries.record(tenant, results)).toBe(1);
	},
	'deliveries.replay': async (store, { tenant, endpoint: own }, ours) => {
		const { deliveries } = store;
		const { endpoint, deliveryId } = ours;
		const result = { deliveryId, expectedAttempts: 0, ...RESULT };
		const before = await deliveries.find(TENANT, endpoint.endpointId, deliveryId);
		await deliveries.record(TENANT, [result]);
		for (const { endpointId } of [own, endpoint])
			expect(await deliveries.replay(tenant, endpointId, [deliveryId])).toBe(0);
		expect(await deliveries.find(TENANT, endpoint.endpointId, deliveryId)).toMatchObject(RESULT);
		await restore(store, before);
	},
	'deliveries.hold': async ({ deliveries }, { tenant }, { endpoint: { endpointId } }) => {
		expect(await deliveries.hold(tenant, endpointId, 10)).toBe(0);
	},
	'deliveries.remove': async ({ deliveries }, { tenant }, { endpoint: { endpointId } }) => {
		expect(await deliveries.remove(tenant, endpointId, 10)).toBe(0);
		expect(await deliveries.remove(tenant, undefined, 10)).toBe(1);
	},
};

/** Puts ours back as it was, in its place too. */
async function restore({ transfer }: Store, before: Delivery | undefined): Promise<void> {
	if (before === undefined) throw new Error('there was no delivery');
	await transfer.write('deliveries', [before]);
}

export const notificationIsolationCases: readonly StoreCase[] = Object.entries(STRANGERS).flatMap(
	([relation, strangerTenant]) =>
		Object.entries(CROSSINGS).map(([method, cross]) => ({
			name: `${method} keeps to its tenant, asked by ${relation}`,
			async run({ store }) {
				const ours = await seed(store, TENANT);
				const stranger = await seed(store, strangerTenant);
				const before = await everythingOf(store, ours);
				await cross(store, stranger, ours);
				expect(await everythingOf(store, ours), 'nothing of ours has changed').toStrictEqual(before);
			},
		})),
);
