import type { Delivery, DeliveryQuery, NewDelivery } from '@latchkey/core';
import { expect } from 'vitest';
import { readAllPages } from '../assertions.ts';
import { BUILT_AT } from '../builders/built.ts';
import { buildAttempt, buildDelivery } from '../builders/deliveries.ts';
import { buildEvent } from '../builders/events.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { TENANT } from '../tenants.ts';

const EP = 'ep_1';

const idsOf = (deliveries: readonly NewDelivery[]): string[] => deliveries.map(({ deliveryId }) => deliveryId);

function build(count: number, endpointId = EP): NewDelivery[] {
	return Array.from({ length: count }, () => buildDelivery(TENANT, endpointId));
}

const withoutOrdinal = ({ ordinal: _, ...delivery }: Delivery): NewDelivery => delivery;

export const deliveryInsertCases: readonly StoreCase[] = [
	{
		name: 'gives every field back as it was inserted, whatever text the event holds',
		async run({ store: { deliveries } }) {
			const text = `'"\\ \u2028 🏳️‍🌈 $set a.b %_ \n\t`;
			const event = buildEvent({ ...TENANT, clientId: null }, 'client_application.removed', { name: text });
			const full = buildDelivery(TENANT, EP, {
				event,
				status: 'failed',
				nextAttemptAt: null,
				attempts: 9,
				tries: 8,
				log: [buildAttempt({ status: null, error: text, answerStart: '' }), buildAttempt({ answerStart: text })],
				createdAt: BUILT_AT + 7,
			});
			const plain = buildDelivery(TENANT, EP);
			expect(await deliveries.insert(TENANT, [full, plain])).toBe(2);
			for (const delivery of [full, plain]) {
				const found = await deliveries.find(TENANT, EP, delivery.deliveryId);
				expect(found && withoutOrdinal(found)).toStrictEqual(delivery);
			}
		},
	},
	{
		name: 'finds nothing where there is nothing, nor by the id of another endpoint',
		async run({ store: { deliveries } }) {
			const [delivery] = build(1);
			expect(await deliveries.find(TENANT, EP, 'dlv_unknown')).toBeUndefined();
			expect(await deliveries.insert(TENANT, [])).toBe(0);
			expect(await deliveries.list(TENANT, EP, { limit: 10 })).toStrictEqual([]);
			expect(await deliveries.due(TENANT, EP, BUILT_AT, 10)).toStrictEqual([]);
			expect(await deliveries.nextAttemptAt(TENANT, EP)).toBeNull();
			if (delivery !== undefined) await deliveries.insert(TENANT, [delivery]);
			expect(await deliveries.find(TENANT, 'ep_2', delivery?.deliveryId ?? '')).toBeUndefined();
			expect(await deliveries.list(TENANT, 'ep_2', { limit: 10 })).toStrictEqual([]);
		},
	},
	{
		name: 'leaves what is known as it is, and inserts the others of the batch',
		async run({ store: { deliveries } }) {
			const [first, second, third] = build(3);
			if (first === undefined || second === undefined || third === undefined) throw new Error('too few were built');
			expect(await deliveries.insert(TENANT, [first, second])).toBe(2);
			const result = { status: 'delivered', nextAttemptAt: null, tries: 1, log: [buildAttempt()] } as const;
			await deliveries.record(TENANT, [{ deliveryId: first.deliveryId, expectedAttempts: 0, ...result }]);
			expect(await deliveries.insert(TENANT, [third, first, second, third])).toBe(1);
			expect(await deliveries.insert(TENANT, [first, second, third])).toBe(0);
			const listed = await deliveries.list(TENANT, EP, { limit: 10 });
			expect(idsOf(listed)).toStrictEqual(idsOf([third, second, first]));
			expect(await deliveries.find(TENANT, EP, first.deliveryId)).toMatchObject({ ...result, attempts: 1 });
		},
	},
	{
		name: 'gives each a place after all of its endpoint that were acknowledged before, in the order of the batch',
		async run({ store: { deliveries } }) {
			const batches = [build(3), [...build(2, 'ep_2'), ...build(2)], build(1)];
			for (const batch of batches) await deliveries.insert(TENANT, batch);
			const expected = batches.flat().filter(({ endpointId }) => endpointId === EP);
			const listed = (await deliveries.list(TENANT, EP, { limit: 100 })).toReversed();
			expect(idsOf(listed)).toStrictEqual(idsOf(expected));
			const ordinals = listed.map(({ ordinal }) => ordinal);
			expect(new Set(ordinals).size).toBe(ordinals.length);
			expect(ordinals).toStrictEqual(ordinals.toSorted((a, b) => a - b));
			const due = await deliveries.due(TENANT, EP, BUILT_AT, 100);
			expect(idsOf(due), 'whatever the clock said').toStrictEqual(idsOf(expected));
		},
	},
	{
		name: 'inserts each of 30 once when 12 relays race with the same ones',
		async run(opened) {
			const all = build(30);
			const inserted = await race(await racers(opened), 12, ({ deliveries }) => deliveries.insert(TENANT, all));
			expect(inserted.reduce((sum, count) => sum + count, 0)).toBe(30);
			const listed = await opened.store.deliveries.list(TENANT, EP, { limit: 100 });
			expect(idsOf(listed).sort()).toStrictEqual(idsOf(all).sort());
		},
	},
	{
		name: 'lists newest first by pages, narrowed by status and by when they were made',
		async run({ store: { deliveries } }) {
			const statuses = ['pending', 'held', 'delivered', 'failed'] as const;
			const all = Array.from({ length: 24 }, (_, index) => {
				const status = statuses[index % 4] ?? 'pending';
				const nextAttemptAt = status === 'pending' ? BUILT_AT - index : null;
				return buildDelivery(TENANT, EP, { status, nextAttemptAt, createdAt: BUILT_AT + (index % 12) });
			});
			await deliveries.insert(TENANT, all);
			const expectIt = async (
				query: Omit<DeliveryQuery, 'limit' | 'before'>,
				wanted: (one: NewDelivery) => boolean,
			) => {
				for (const limit of [1, 5, 6, 100]) {
					const seen = await readAllPages<Delivery>(limit, (after) =>
						deliveries.list(TENANT, EP, { limit, before: after?.ordinal, ...query }),
					);
					expect(idsOf(seen), JSON.stringify({ limit, query })).toStrictEqual(idsOf(all.filter(wanted).toReversed()));
				}
			};
			await expectIt({}, () => true);
			for (const status of statuses) await expectIt({ statuses: [status] }, (one) => one.status === status);
			await expectIt({ statuses: ['held', 'failed'] }, ({ status }) => status === 'held' || status === 'failed');
			await expectIt({ createdFrom: BUILT_AT + 3 }, ({ createdAt }) => createdAt >= BUILT_AT + 3);
			await expectIt({ createdBefore: BUILT_AT + 3 }, ({ createdAt }) => createdAt < BUILT_AT + 3);
			const span = { createdFrom: BUILT_AT + 2, createdBefore: BUILT_AT + 6, statuses: ['delivered'] } as const;
			await expectIt(
				span,
				({ status, createdAt }) => status === 'delivered' && createdAt >= BUILT_AT + 2 && createdAt < BUILT_AT + 6,
			);
		},
	},
	{
		name: 'neither repeats nor skips one while others are made, sent and purged between the pages',
		async run({ store: { deliveries } }) {
			const leaving = Array.from({ length: 3 }, () => buildDelivery(TENANT, EP, { createdAt: BUILT_AT - 1 }));
			const staying = build(9);
			await deliveries.insert(TENANT, [...leaving, ...staying]);
			const seen = await readAllPages<Delivery>(2, async (after) => {
				const page = await deliveries.list(TENANT, EP, { limit: 2, before: after?.ordinal });
				await deliveries.insert(TENANT, build(1));
				const [first] = page;
				const result = { status: 'delivered', nextAttemptAt: null, tries: 1, log: [buildAttempt()] } as const;
				await deliveries.record(TENANT, [{ deliveryId: first?.deliveryId ?? '', expectedAttempts: 0, ...result }]);
				await deliveries.purge(BUILT_AT, 1);
				return page;
			});
			expect(idsOf(seen)).toStrictEqual(idsOf(staying.toReversed()));
		},
	},
];
