import { type Delivery, type Endpoint, type LatchkeyEvent, StoreUnavailableError, slotName } from '@latchkey/core';
import { expect } from 'vitest';
import { endpointDocument, pendingIn } from './assertions.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildAttempt, buildDelivery } from './builders/deliveries.ts';
import { buildEndpoint } from './builders/endpoints.ts';
import { buildEvents } from './builders/events.ts';
import { claimOf } from './leases.ts';
import type { StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';
import { readKind } from './transfer-reading.ts';

interface Export {
	readonly endpoints: readonly { readonly endpoint: Endpoint; readonly events: readonly LatchkeyEvent[] }[];
	readonly deliveries: readonly Delivery[];
}

const order = (a: string, b: string): number => (a < b ? -1 : 1);

/** Of every tenant: endpoints that are live and removed, with events and without, and deliveries of all kinds. */
function buildExport(): Export {
	const tenants = [TENANT, ...Object.values(STRANGERS)];
	const endpoints = tenants.flatMap((tenant, index) => {
		const live = buildEndpoint(tenant, { revision: 7, slot: slotName(1), nextAttemptAt: BUILT_AT + index, wakeups: 3 });
		const gone = buildEndpoint(tenant, { status: 'removed', removedAt: BUILT_AT, signingSecrets: [] });
		return [
			{ endpoint: live, events: buildEvents({ ...tenant, clientId: null }, 3, { revision: 7 }) },
			{ endpoint: { ...gone, slot: `removed:${gone.endpointId}` }, events: [] },
		];
	});
	const deliveries = endpoints.flatMap(({ endpoint }, index) => [
		{ ...buildDelivery(endpoint, endpoint.endpointId), ordinal: 2 * index + 4 },
		{
			...buildDelivery(endpoint, endpoint.endpointId, {
				status: 'failed',
				nextAttemptAt: null,
				attempts: 8,
				tries: 8,
				log: [buildAttempt({ status: 500, error: 'the answer was 500' })],
			}),
			ordinal: 2 * index + 3,
		},
	]);
	return {
		endpoints: endpoints.sort((a, b) => order(a.endpoint.endpointId, b.endpoint.endpointId)),
		deliveries: deliveries.sort((a, b) => order(a.deliveryId, b.deliveryId)),
	};
}

export const notificationTransferCases: readonly StoreCase[] = [
	{
		name: 'reads endpoints and deliveries back as they were written, by pages of any size',
		async run({ store }) {
			const records = buildExport();
			await store.transfer.write('endpoints', records.endpoints);
			await store.transfer.write('deliveries', records.deliveries);
			await store.endpoints.claim(claimOf({ now: BUILT_AT + 100 }));
			for (const limit of [1, 5, 12, 100]) {
				expect(await readKind(store, 'endpoints', limit)).toStrictEqual(records.endpoints);
				expect(await readKind(store, 'deliveries', limit)).toStrictEqual(records.deliveries);
			}
			expect(await store.transfer.count('endpoints')).toBe(records.endpoints.length);
			expect(await store.transfer.count('deliveries')).toBe(records.deliveries.length);
		},
	},
	{
		name: 'lets a copied endpoint serve: found, listed, due, in its slot and place, at its revision and wake-ups',
		async run({ store }) {
			const { transfer, endpoints, deliveries } = store;
			const records = buildExport();
			await transfer.write('endpoints', records.endpoints);
			await transfer.write('deliveries', records.deliveries);
			const live = records.endpoints.find(
				({ endpoint }) => endpoint.customerId === 'globex' && endpoint.revision === 7,
			);
			if (live === undefined) throw new Error('too few records were built');
			const { endpoint, events } = live;
			const { endpointId, customerId, domainId } = endpoint;
			const tenant = { customerId, domainId };
			expect(await endpoints.live(tenant)).toStrictEqual([endpoint]);
			expect(await endpoints.slots(tenant)).toStrictEqual([slotName(1)]);
			expect(await endpoints.insert(buildEndpoint(tenant, { slot: slotName(1) }), [])).toBe('slot_taken');
			expect(await endpoints.nextAt()).toBe(BUILT_AT);
			expect(await pendingIn(store, endpointDocument(tenant, endpointId))).toStrictEqual(events);
			expect(await endpoints.update(tenant, endpointId, 6, {}, [])).toBe('stale');
			expect(await endpoints.reschedule(tenant, endpointId, 2, null)).toBe(false);
			expect(await endpoints.reschedule(tenant, endpointId, 3, null)).toBe(true);
			const due = await deliveries.due(tenant, endpointId, BUILT_AT, 10);
			expect(due).toStrictEqual(
				records.deliveries.filter((one) => one.endpointId === endpointId && one.attempts === 0),
			);
			const added = buildDelivery(tenant, endpointId);
			await deliveries.insert(tenant, [added]);
			const [newest] = await deliveries.list(tenant, endpointId, { limit: 1 });
			expect(newest?.deliveryId, 'goes on after the places that were taken').toBe(added.deliveryId);
		},
	},
	{
		name: 'writes an endpoint and a delivery in the place of another one, whole, and the same twice as once',
		async run({ store }) {
			const { transfer, endpoints, deliveries, outbox } = store;
			const records = buildExport();
			const write = async (): Promise<void> => {
				await transfer.write('endpoints', records.endpoints);
				await transfer.write('deliveries', records.deliveries);
			};
			await write();
			await write();
			expect(await readKind(store, 'endpoints', 5)).toStrictEqual(records.endpoints);
			const record = records.endpoints.find(({ endpoint }) => endpoint.revision === 7);
			const [delivery] = records.deliveries;
			if (record === undefined || delivery === undefined) throw new Error('too few records were built');
			const { endpoint, events } = record;
			await endpoints.update(endpoint, endpoint.endpointId, 7, { slot: slotName(9), url: 'https://new.example/' }, []);
			await endpoints.wake(endpoint, [endpoint.endpointId], 5);
			await outbox.take(endpointDocument(endpoint, endpoint.endpointId), [events[0]?.id ?? '']);
			await deliveries.replay(delivery, delivery.endpointId, [delivery.deliveryId]);
			await write();
			expect(await readKind(store, 'endpoints', 5)).toStrictEqual(records.endpoints);
			expect(await readKind(store, 'deliveries', 5)).toStrictEqual(records.deliveries);
		},
	},
	{
		name: 'rejects an endpoint in whose slot another one is, and leaves that one as it was',
		async run({ store }) {
			const first = buildEndpoint(TENANT);
			await store.endpoints.insert(first, []);
			const second = { endpoint: buildEndpoint(TENANT, { slot: first.slot }), events: [] };
			await expect(store.transfer.write('endpoints', [second])).rejects.toBeInstanceOf(StoreUnavailableError);
			expect(await store.endpoints.find(TENANT, first.endpointId)).toStrictEqual(first);
		},
	},
	{
		name: 'still has endpoints and deliveries after it was closed and opened again',
		reopens: true,
		async run(opened) {
			const records = buildExport();
			await opened.store.transfer.write('endpoints', records.endpoints);
			await opened.store.transfer.write('deliveries', records.deliveries);
			const store = await opened.reopen?.();
			if (store === undefined)
				throw new Error('no `reopen` here; where nothing outlives `close`, say why in `volatile`');
			expect(await readKind(store, 'endpoints', 100)).toStrictEqual(records.endpoints);
			expect(await readKind(store, 'deliveries', 100)).toStrictEqual(records.deliveries);
		},
	},
];
