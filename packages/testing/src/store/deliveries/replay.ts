import type { Delivery, DeliveryStatus, NewDelivery, Store } from '@latchkey/core';
import { expect } from 'vitest';
import { BUILT_AT } from '../builders/built.ts';
import { buildAttempt, buildDelivery } from '../builders/deliveries.ts';
import type { StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';

const EP = 'ep_1';
const STATUSES = ['pending', 'held', 'delivered', 'failed'] as const satisfies readonly DeliveryStatus[];

const idsOf = (deliveries: readonly NewDelivery[]): string[] => deliveries.map(({ deliveryId }) => deliveryId);

function build(status: DeliveryStatus, fields: Partial<NewDelivery> = {}): NewDelivery {
	const nextAttemptAt = status === 'pending' ? BUILT_AT + 5 : null;
	return buildDelivery(TENANT, EP, { status, nextAttemptAt, attempts: 3, tries: 2, log: [buildAttempt()], ...fields });
}

const all = ({ deliveries }: Store): Promise<readonly Delivery[]> => deliveries.list(TENANT, EP, { limit: 100 });

export const deliveryReplayCases: readonly StoreCase[] = [
	{
		name: 'makes what waits, was held, delivered or given up pending, at once and with all its tries, in its old place',
		async run({ store }) {
			const built = STATUSES.map((status) => build(status));
			const later = buildDelivery(TENANT, EP);
			await store.deliveries.insert(TENANT, [...built, later]);
			const before = await all(store);
			expect(await store.deliveries.replay(TENANT, EP, [...idsOf(built), 'dlv_unknown'])).toBe(4);
			const replayed = { status: 'pending', nextAttemptAt: 0, tries: 0 };
			const expected = before.map((delivery) => ({ ...delivery, ...replayed }));
			expect(await all(store)).toStrictEqual(expected);
			expect(await store.deliveries.replay(TENANT, EP, idsOf(built)), 'again').toBe(0);
			const due = await store.deliveries.due(TENANT, EP, BUILT_AT, 10);
			expect(idsOf(due)).toStrictEqual([...idsOf(built), later.deliveryId]);
			expect(await store.deliveries.replay(TENANT, EP, [])).toBe(0);
		},
	},
	{
		name: 'replays what is of this endpoint only',
		async run({ store: { deliveries } }) {
			const delivery = build('failed');
			await deliveries.insert(TENANT, [delivery]);
			expect(await deliveries.replay(TENANT, 'ep_2', [delivery.deliveryId])).toBe(0);
			expect(await deliveries.find(TENANT, EP, delivery.deliveryId)).toMatchObject({ status: 'failed' });
		},
	},
	{
		name: 'lets an attempt that was under way before be recorded no more once the replayed one was tried',
		async run({ store: { deliveries } }) {
			const delivery = build('failed');
			await deliveries.insert(TENANT, [delivery]);
			await deliveries.replay(TENANT, EP, [delivery.deliveryId]);
			const result = { status: 'delivered', nextAttemptAt: null, tries: 1, log: [buildAttempt()] } as const;
			const { deliveryId } = delivery;
			expect(await deliveries.record(TENANT, [{ deliveryId, expectedAttempts: 2, ...result }])).toBe(0);
			expect(await deliveries.record(TENANT, [{ deliveryId, expectedAttempts: 3, ...result }])).toBe(1);
		},
	},
	{
		name: 'holds what is pending, up to a limit, and nothing else',
		async run({ store }) {
			const { deliveries } = store;
			const pending = Array.from({ length: 5 }, () => build('pending'));
			const elsewhere = buildDelivery(TENANT, 'ep_2');
			const others = (['delivered', 'failed'] as const).map((status) => build(status));
			await deliveries.insert(TENANT, [...pending, ...others, elsewhere]);
			expect(await deliveries.hold(TENANT, EP, 3)).toBe(3);
			expect(await deliveries.hold(TENANT, EP, 3)).toBe(2);
			expect(await deliveries.hold(TENANT, EP, 3)).toBe(0);
			expect(await deliveries.nextAttemptAt(TENANT, EP)).toBeNull();
			expect(await deliveries.nextAttemptAt(TENANT, 'ep_2')).toBe(0);
			const held = (await all(store)).filter(({ status }) => status === 'held');
			expect(idsOf(held).sort()).toStrictEqual(idsOf(pending).sort());
			expect(held[0], 'its attempts are still told').toMatchObject({ attempts: 3, log: [buildAttempt()] });
			expect(await deliveries.replay(TENANT, EP, idsOf(pending))).toBe(5);
		},
	},
	{
		name: 'records an attempt that was under way when it was held',
		async run({ store: { deliveries } }) {
			const delivery = build('pending');
			await deliveries.insert(TENANT, [delivery]);
			await deliveries.hold(TENANT, EP, 10);
			const result = { status: 'delivered', nextAttemptAt: null, tries: 3, log: [buildAttempt()] } as const;
			const { deliveryId } = delivery;
			expect(await deliveries.record(TENANT, [{ deliveryId, expectedAttempts: 3, ...result }])).toBe(1);
			expect(await deliveries.find(TENANT, EP, deliveryId)).toMatchObject(result);
		},
	},
	{
		name: 'removes what is of an endpoint, or of a whole domain, up to a limit',
		async run({ store: { deliveries } }) {
			const own = Array.from({ length: 5 }, () => build('delivered'));
			const other = buildDelivery(TENANT, 'ep_2');
			await deliveries.insert(TENANT, [...own, other]);
			expect(await deliveries.remove(TENANT, EP, 3)).toBe(3);
			expect(await deliveries.remove(TENANT, EP, 3)).toBe(2);
			expect(await deliveries.remove(TENANT, EP, 3)).toBe(0);
			expect(await deliveries.find(TENANT, 'ep_2', other.deliveryId)).toBeDefined();
			await deliveries.insert(TENANT, own);
			expect(await deliveries.remove(TENANT, undefined, 4)).toBe(4);
			expect(await deliveries.remove(TENANT, undefined, 4)).toBe(2);
			expect(await deliveries.remove(TENANT, undefined, 4)).toBe(0);
		},
	},
	{
		name: 'purges what was made before a time, whatever became of it, of all tenants and up to a limit',
		async run({ store: { deliveries } }) {
			const old = STATUSES.map((status) => build(status, { createdAt: BUILT_AT - 1 }));
			const kept = build('pending', { createdAt: BUILT_AT });
			await deliveries.insert(TENANT, [...old, kept]);
			for (const tenant of Object.values(STRANGERS)) {
				await deliveries.insert(tenant, [buildDelivery(tenant, EP, { createdAt: BUILT_AT - 2 })]);
			}
			expect(await deliveries.purge(BUILT_AT, 7)).toBe(7);
			expect(await deliveries.purge(BUILT_AT, 7)).toBe(2);
			expect(await deliveries.purge(BUILT_AT, 7)).toBe(0);
			expect(idsOf(await deliveries.list(TENANT, EP, { limit: 10 }))).toStrictEqual([kept.deliveryId]);
		},
	},
];
