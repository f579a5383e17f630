import type { Endpoint, EndpointStatus, Store } from '@latchkey/core';
import { expect } from 'vitest';
import { BUILT_AT } from '../builders/built.ts';
import { buildDelivery } from '../builders/deliveries.ts';
import { buildEndpoint } from '../builders/endpoints.ts';
import { claimOf, LEASE_MS } from '../leases.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';

async function insert(store: Store, fields: Partial<Endpoint> = {}, tenant = TENANT): Promise<Endpoint> {
	const endpoint = buildEndpoint(tenant, fields);
	expect(await store.endpoints.insert(endpoint, [])).toBe('done');
	return endpoint;
}

const findIn = async ({ endpoints }: Store, { endpointId }: Endpoint): Promise<Endpoint> => {
	const found = await endpoints.find(TENANT, endpointId);
	if (found === undefined) throw new Error(`${endpointId} is gone`);
	return found;
};

/** So many calls long, so that those who race meet in every order. */
async function pause(endpoints: Store['endpoints'], calls: number): Promise<void> {
	for (let count = 0; count < calls; count++) await endpoints.nextAt();
}

export const endpointQueueCases: readonly StoreCase[] = [
	{
		name: 'hands out whole endpoints of all tenants that have something to send, those first that waited longest',
		async run({ store }) {
			const tenants = [TENANT, ...Object.values(STRANGERS)];
			const due: Endpoint[] = [];
			for (const [index, tenant] of tenants.entries()) {
				due.push(await insert(store, { nextAttemptAt: BUILT_AT - index, wakeups: index }, tenant));
			}
			expect(await store.endpoints.claim(claimOf())).toStrictEqual(due.toReversed());
		},
	},
	{
		name: 'hands out nothing before its time, nothing without work, and nothing that is paused, disabled or removed',
		async run({ store }) {
			const due = await insert(store, { nextAttemptAt: BUILT_AT });
			await insert(store, { nextAttemptAt: BUILT_AT + 1 });
			await insert(store);
			for (const status of ['paused', 'disabled', 'removed'] as const satisfies readonly EndpointStatus[]) {
				await insert(store, { nextAttemptAt: BUILT_AT - 1, status });
			}
			expect(await store.endpoints.claim(claimOf({ now: BUILT_AT - 1 }))).toStrictEqual([]);
			expect(await store.endpoints.nextAt()).toBe(BUILT_AT);
			expect(await store.endpoints.claim(claimOf())).toStrictEqual([due]);
			expect(await store.endpoints.nextAt(), 'held or not').toBe(BUILT_AT);
		},
	},
	{
		name: 'hands out what waited for an endpoint to be enabled again, at once',
		async run({ store }) {
			const paused = await insert(store, { status: 'paused' });
			await store.endpoints.wake(TENANT, [paused.endpointId], BUILT_AT);
			expect(await store.endpoints.claim(claimOf({ now: BUILT_AT + LEASE_MS }))).toStrictEqual([]);
			await store.endpoints.update(TENANT, paused.endpointId, 1, { status: 'enabled' }, []);
			const enabled = { ...paused, status: 'enabled', revision: 2, nextAttemptAt: BUILT_AT, wakeups: 1 };
			expect(await store.endpoints.claim(claimOf({ now: BUILT_AT + LEASE_MS }))).toStrictEqual([enabled]);
		},
	},
	{
		name: 'brings what is next forward and never back, and counts every wake-up, at the same revision',
		async run({ store }) {
			const { endpoints } = store;
			const [first, second] = [await insert(store), await insert(store, { nextAttemptAt: BUILT_AT + 9, wakeups: 4 })];
			const ids = [first.endpointId, second.endpointId, 'ep_unknown'];
			for (const [at, firstAt, secondAt] of [
				[BUILT_AT + 10, BUILT_AT + 10, BUILT_AT + 9],
				[BUILT_AT + 5, BUILT_AT + 5, BUILT_AT + 5],
				[BUILT_AT + 7, BUILT_AT + 5, BUILT_AT + 5],
			] as const) {
				await endpoints.wake(TENANT, ids, at);
				expect(await findIn(store, first)).toMatchObject({ nextAttemptAt: firstAt, revision: 1 });
				expect(await findIn(store, second)).toMatchObject({ nextAttemptAt: secondAt, revision: 1 });
			}
			expect(await findIn(store, first)).toStrictEqual({ ...first, nextAttemptAt: BUILT_AT + 5, wakeups: 3 });
			expect(await findIn(store, second)).toStrictEqual({ ...second, nextAttemptAt: BUILT_AT + 5, wakeups: 7 });
			await endpoints.wake(TENANT, [], BUILT_AT);
			expect(await endpoints.nextAt()).toBe(BUILT_AT + 5);
		},
	},
	{
		name: 'wakes whoever is held, and leaves it to its holder',
		async run({ store }) {
			const { endpoints } = store;
			const held = await insert(store, { nextAttemptAt: BUILT_AT });
			await endpoints.claim(claimOf());
			await endpoints.wake(TENANT, [held.endpointId], BUILT_AT - 5);
			expect(await endpoints.claim(claimOf({ holder: 'holder-2' }))).toStrictEqual([]);
			await endpoints.release('holder-1', [{ tenant: TENANT, endpointId: held.endpointId }]);
			const woken = { ...held, nextAttemptAt: BUILT_AT - 5, wakeups: 1 };
			expect(await endpoints.claim(claimOf({ holder: 'holder-2' }))).toStrictEqual([woken]);
		},
	},
	{
		name: 'makes leases last longer for their holder, of those that it names, and says which it still holds',
		async run({ store }) {
			const { endpoints } = store;
			const held = [
				await insert(store, { nextAttemptAt: BUILT_AT - 1 }),
				await insert(store, { nextAttemptAt: BUILT_AT }),
			];
			const [first, second] = held.map(({ endpointId }) => ({ tenant: TENANT, endpointId }));
			if (first === undefined || second === undefined) throw new Error('too few endpoints');
			const unknown = { tenant: TENANT, endpointId: 'ep_unknown' };
			expect(await endpoints.claim(claimOf())).toStrictEqual(held);
			const later = BUILT_AT + LEASE_MS - 1;
			expect(await endpoints.renew(claimOf({ now: later }), [first, unknown])).toStrictEqual([first]);
			expect(await endpoints.renew(claimOf({ now: later }), [])).toStrictEqual([]);
			const over = claimOf({ holder: 'holder-2', now: BUILT_AT + LEASE_MS });
			expect(await endpoints.claim(over), 'what was not renewed').toStrictEqual(held.slice(1));
			expect(await endpoints.renew(claimOf({ now: later + 2 }), [first, second])).toStrictEqual([first]);
			const renewedUntil = later + 2 + LEASE_MS;
			expect(await endpoints.claim(claimOf({ holder: 'holder-3', now: renewedUntil - 1 }))).toStrictEqual(
				held.slice(1),
			);
			expect(await endpoints.claim(claimOf({ holder: 'holder-3', now: renewedUntil }))).toStrictEqual(held.slice(0, 1));
		},
	},
	{
		name: 'renews nothing for anybody but the holder, and nothing that was released',
		async run({ store }) {
			const { endpoints } = store;
			const { endpointId } = await insert(store, { nextAttemptAt: BUILT_AT });
			const key = { tenant: TENANT, endpointId };
			expect(await endpoints.renew(claimOf(), [key]), 'nobody holds it').toStrictEqual([]);
			await endpoints.claim(claimOf());
			expect(await endpoints.renew(claimOf({ holder: 'holder-2' }), [key])).toStrictEqual([]);
			await endpoints.release('holder-1', [key]);
			expect(await endpoints.renew(claimOf(), [key])).toStrictEqual([]);
			expect(await endpoints.claim(claimOf({ holder: 'holder-2' }))).toHaveLength(1);
		},
	},
	{
		name: 'reschedules where nobody has woken it since, and not where somebody has',
		async run({ store }) {
			const { endpoints } = store;
			const { endpointId } = await insert(store, { nextAttemptAt: BUILT_AT });
			expect(await endpoints.reschedule(TENANT, endpointId, 0, BUILT_AT + 5)).toBe(true);
			expect(await endpoints.nextAt()).toBe(BUILT_AT + 5);
			expect(await endpoints.reschedule(TENANT, endpointId, 0, null)).toBe(true);
			expect(await endpoints.nextAt()).toBeNull();
			await endpoints.wake(TENANT, [endpointId], BUILT_AT + 1);
			expect(await endpoints.reschedule(TENANT, endpointId, 0, null), 'a wake-up is not lost').toBe(false);
			expect(await endpoints.nextAt()).toBe(BUILT_AT + 1);
			expect(await endpoints.reschedule(TENANT, endpointId, 1, BUILT_AT + 7)).toBe(true);
			expect(await endpoints.reschedule(TENANT, 'ep_unknown', 0, BUILT_AT)).toBe(false);
			expect(await endpoints.find(TENANT, endpointId)).toMatchObject({ revision: 1, wakeups: 1 });
		},
	},
	{
		name: 'loses no wake-up that races with who says that there is nothing left',
		async run(opened) {
			const stores = await racers(opened);
			for (let round = 0; round < 10; round++) {
				const { endpointId } = await insert(opened.store);
				await race(stores, 12, async ({ endpoints, deliveries }, index) => {
					if (index === 11) {
						await pause(endpoints, round % 5);
						await deliveries.insert(TENANT, [buildDelivery(TENANT, endpointId)]);
						await endpoints.wake(TENANT, [endpointId], BUILT_AT);
						return;
					}
					// As a worker does: what it saw when it claimed, and then when the next one is due.
					const { wakeups = -1 } = (await endpoints.find(TENANT, endpointId)) ?? {};
					const next = await deliveries.nextAttemptAt(TENANT, endpointId);
					await pause(endpoints, index % 5);
					await endpoints.reschedule(TENANT, endpointId, wakeups, next);
				});
				expect(await opened.store.endpoints.nextAt(), `round ${round}`).not.toBeNull();
				await opened.store.endpoints.reschedule(TENANT, endpointId, 1, null);
			}
		},
	},
	{
		name: 'lets neither a wake-up nor a reschedule make an edit stale, nor an edit lose a wake-up',
		async run(opened) {
			const endpoint = await insert(opened.store);
			const { endpointId } = endpoint;
			const results = await race(await racers(opened), 40, async ({ endpoints }, index) => {
				if (index !== 20) return endpoints.wake(TENANT, [endpointId], BUILT_AT + index);
				return endpoints.update(TENANT, endpointId, 1, { description: 'Edited' }, []);
			});
			expect(results[20]).toBe('done');
			const expected = { ...endpoint, description: 'Edited', revision: 2, wakeups: 39, nextAttemptAt: BUILT_AT };
			expect(await findIn(opened.store, endpoint)).toStrictEqual(expected);
		},
	},
	{
		name: 'lets what is held be edited, removed and purged all the same',
		async run({ store }) {
			const { endpoints } = store;
			const { endpointId } = await insert(store, { nextAttemptAt: BUILT_AT });
			await endpoints.claim(claimOf());
			const removal = { status: 'removed', slot: `removed:${endpointId}`, removedAt: BUILT_AT - 1 } as const;
			expect(await endpoints.update(TENANT, endpointId, 1, removal, [])).toBe('done');
			await endpoints.wake(TENANT, [endpointId], BUILT_AT - 9);
			expect(await endpoints.nextAt(), 'nothing is sent to it any more').toBeNull();
			expect(await endpoints.purgeRemoved(BUILT_AT, 10)).toBe(1);
			await endpoints.release('holder-1', [{ tenant: TENANT, endpointId }]);
			expect(await endpoints.find(TENANT, endpointId)).toBeUndefined();
		},
	},
];
