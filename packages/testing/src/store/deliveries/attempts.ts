import type { DeliveryRepository, DeliveryResult, NewDelivery } from '@latchkey/core';
import { expect } from 'vitest';
import { BUILT_AT } from '../builders/built.ts';
import { buildAttempt, buildDelivery } from '../builders/deliveries.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { TENANT } from '../tenants.ts';

const EP = 'ep_1';

const idsOf = (deliveries: readonly NewDelivery[]): string[] => deliveries.map(({ deliveryId }) => deliveryId);

async function insert(deliveries: DeliveryRepository, times: readonly (number | null)[]): Promise<NewDelivery[]> {
	const built = times.map((nextAttemptAt) =>
		buildDelivery(TENANT, EP, { nextAttemptAt, status: nextAttemptAt === null ? 'held' : 'pending' }),
	);
	expect(await deliveries.insert(TENANT, built)).toBe(built.length);
	return built;
}

function failed({ deliveryId }: NewDelivery, expectedAttempts: number, nextAttemptAt: number | null): DeliveryResult {
	const attempt = buildAttempt({ status: 500, error: 'the answer was 500', at: BUILT_AT + expectedAttempts });
	return {
		deliveryId,
		expectedAttempts,
		status: 'pending',
		nextAttemptAt,
		tries: expectedAttempts + 1,
		log: [attempt],
	};
}

export const deliveryAttemptCases: readonly StoreCase[] = [
	{
		name: 'hands out what is due in the order of time and then of making, up to a limit, and nothing that is not pending',
		async run({ store: { deliveries } }) {
			const [retried, first, later, second, , soon] = await insert(deliveries, [
				BUILT_AT - 5,
				0,
				BUILT_AT + 1,
				0,
				null,
				BUILT_AT,
			]);
			const expected = [first, second, retried, soon].map((delivery) => delivery?.deliveryId);
			for (const limit of [1, 3, 10]) {
				const due = await deliveries.due(TENANT, EP, BUILT_AT, limit);
				expect(idsOf(due)).toStrictEqual(expected.slice(0, limit));
			}
			expect(idsOf(await deliveries.due(TENANT, EP, BUILT_AT + 1, 10))).toStrictEqual([...expected, later?.deliveryId]);
			expect(await deliveries.due(TENANT, 'ep_2', BUILT_AT, 10)).toStrictEqual([]);
		},
	},
	{
		name: 'tells when the next one is due, of the pending ones of this endpoint',
		async run({ store: { deliveries } }) {
			await insert(deliveries, [null]);
			expect(await deliveries.nextAttemptAt(TENANT, EP)).toBeNull();
			const [late, soon] = await insert(deliveries, [BUILT_AT + 9, BUILT_AT + 5]);
			await deliveries.insert(TENANT, [buildDelivery(TENANT, 'ep_2')]);
			expect(await deliveries.nextAttemptAt(TENANT, EP)).toBe(BUILT_AT + 5);
			expect(await deliveries.nextAttemptAt(TENANT, 'ep_2')).toBe(0);
			if (late === undefined || soon === undefined) throw new Error('too few were built');
			await deliveries.record(TENANT, [{ ...failed(soon, 0, null), status: 'failed' }]);
			expect(await deliveries.nextAttemptAt(TENANT, EP)).toBe(BUILT_AT + 9);
		},
	},
	{
		name: 'records a batch over several endpoints, each with what it says, and counts what it recorded',
		async run({ store: { deliveries } }) {
			const [first, second] = await insert(deliveries, [0, 0]);
			const other = buildDelivery(TENANT, 'ep_2');
			await deliveries.insert(TENANT, [other]);
			if (first === undefined || second === undefined) throw new Error('too few were built');
			const log = [buildAttempt(), buildAttempt({ at: BUILT_AT + 1, answerStart: '{"$set":1}' })];
			const done = { status: 'delivered', nextAttemptAt: null, tries: 1, log } as const;
			const results = [
				failed(first, 0, BUILT_AT + 5),
				{ deliveryId: other.deliveryId, expectedAttempts: 0, ...done },
				{ deliveryId: 'dlv_unknown', expectedAttempts: 0, ...done },
			];
			expect(await deliveries.record(TENANT, results)).toBe(2);
			expect(await deliveries.record(TENANT, [])).toBe(0);
			const { expectedAttempts: _, ...set } = failed(first, 0, BUILT_AT + 5);
			const firstNow = await deliveries.find(TENANT, EP, first.deliveryId);
			expect(firstNow).toStrictEqual({ ...first, ...set, attempts: 1, ordinal: firstNow?.ordinal });
			const otherNow = await deliveries.find(TENANT, 'ep_2', other.deliveryId);
			expect(otherNow).toStrictEqual({ ...other, ...done, attempts: 1, ordinal: otherNow?.ordinal });
			expect(await deliveries.find(TENANT, EP, second.deliveryId)).toMatchObject({ attempts: 0, log: [] });
			expect(idsOf(await deliveries.due(TENANT, EP, BUILT_AT, 10))).toStrictEqual([second.deliveryId]);
		},
	},
	{
		name: 'records an attempt once: not again, not late, and not ahead',
		async run({ store: { deliveries } }) {
			const [delivery] = await insert(deliveries, [0]);
			if (delivery === undefined) throw new Error('none was built');
			expect(await deliveries.record(TENANT, [failed(delivery, 1, 5)]), 'ahead').toBe(0);
			expect(await deliveries.record(TENANT, [failed(delivery, 0, 7)])).toBe(1);
			expect(await deliveries.record(TENANT, [failed(delivery, 0, 9)]), 'again').toBe(0);
			const twice = [failed(delivery, 1, 11), { ...failed(delivery, 1, 13), tries: 99 }];
			expect(await deliveries.record(TENANT, twice), 'twice in one batch').toBe(1);
			const found = await deliveries.find(TENANT, EP, delivery.deliveryId);
			expect(found).toMatchObject({ attempts: 2, tries: 2, nextAttemptAt: 11 });
		},
	},
	{
		name: 'records each attempt of one of 20 that race with it',
		async run(opened) {
			const all = await insert(opened.store.deliveries, [0, 0, 0, 0, 0]);
			const counts = await race(await racers(opened), 20, ({ deliveries }, index) => {
				const results = all.map((delivery) => ({ ...failed(delivery, 0, 1 + index), tries: index }));
				return deliveries.record(TENANT, results);
			});
			expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
			for (const delivery of await opened.store.deliveries.list(TENANT, EP, { limit: 10 })) {
				expect(delivery.attempts).toBe(1);
				expect(delivery.nextAttemptAt, 'what one of them said').toBe(delivery.tries + 1);
			}
		},
	},
];
