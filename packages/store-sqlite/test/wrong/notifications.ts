import type { DeliveryRepository, EndpointRepository, Store } from '@latchkey/core';
import type { WrongStore } from './store.ts';

const endpoints =
	(change: (right: EndpointRepository) => Partial<EndpointRepository>) =>
	(store: Store): Store => ({ ...store, endpoints: { ...store.endpoints, ...change(store.endpoints) } });

const deliveries =
	(change: (right: DeliveryRepository) => Partial<DeliveryRepository>) =>
	(store: Store): Store => ({ ...store, deliveries: { ...store.deliveries, ...change(store.deliveries) } });

export const wrongNotifications: readonly WrongStore[] = [
	{
		mistake: 'rescheduling forgets who was woken meanwhile',
		caught: ['loses no wake-up that races', 'reschedules where nobody has woken it since'],
		spoil: endpoints((right) => ({
			async reschedule(tenant, endpointId, _expected, nextAttemptAt) {
				const found = await right.find(tenant, endpointId);
				return right.reschedule(tenant, endpointId, found?.wakeups ?? -1, nextAttemptAt);
			},
		})),
	},
	{
		mistake: 'waking puts off what is next',
		caught: ['brings what is next forward and never back'],
		spoil: endpoints((right) => ({
			async wake(tenant, endpointIds, at) {
				await right.wake(tenant, endpointIds, at);
				for (const endpointId of endpointIds) {
					const found = await right.find(tenant, endpointId);
					if (found !== undefined) await right.reschedule(tenant, endpointId, found.wakeups, at);
				}
			},
		})),
	},
	{
		mistake: 'waking is an edit',
		caught: ['lets neither a wake-up nor a reschedule make an edit stale'],
		spoil: endpoints((right) => ({
			async wake(tenant, endpointIds, at) {
				await right.wake(tenant, endpointIds, at);
				for (const endpointId of endpointIds) {
					const { revision = 0 } = (await right.find(tenant, endpointId)) ?? {};
					await right.update(tenant, endpointId, revision, {}, []);
				}
			},
		})),
	},
	{
		mistake: 'a lease is said to be renewed, and is not',
		caught: ['makes leases last longer for their holder'],
		spoil: endpoints((right) => ({
			renew: ({ holder, now }, keys) => right.renew({ holder, now, leaseMs: 0 }, keys),
		})),
	},
	{
		mistake: 'whatever is asked for is said to be renewed',
		caught: ['makes leases last longer for their holder', 'renews nothing for anybody but the holder'],
		spoil: endpoints((right) => ({
			async renew(lease, keys) {
				await right.renew(lease, keys);
				return keys;
			},
		})),
	},
	{
		mistake: 'a removed endpoint is purged with its events',
		caught: ['purges what was removed before a time once its events are relayed, up to a limit'],
		spoil: (store) => ({
			...store,
			endpoints: {
				...store.endpoints,
				async purgeRemoved(before, limit) {
					for (const { document, events } of await store.outbox.pending(100)) {
						const eventIds = events.map(({ id }) => id);
						if (document.kind === 'endpoint') await store.outbox.take(document, eventIds);
					}
					return store.endpoints.purgeRemoved(before, limit);
				},
			},
		}),
	},
	{
		mistake: 'an attempt is recorded whatever was recorded before',
		caught: ['records an attempt once', 'records each attempt of one of 20'],
		spoil: deliveries((right) => {
			const recorded = new Map<string, number>();
			return {
				async record(tenant, results) {
					const asIfInTime = results.map((result) => ({
						...result,
						expectedAttempts: recorded.get(result.deliveryId) ?? 0,
					}));
					for (const { deliveryId, expectedAttempts } of asIfInTime) recorded.set(deliveryId, expectedAttempts + 1);
					return await right.record(tenant, asIfInTime);
				},
			};
		}),
	},
	{
		mistake: 'a known delivery is made anew',
		caught: ['leaves what is known as it is', 'inserts each of 30 once'],
		spoil: deliveries((right) => ({
			async insert(tenant, added) {
				for (const { endpointId, deliveryId } of added) {
					if ((await right.find(tenant, endpointId, deliveryId)) !== undefined) {
						await right.replay(tenant, endpointId, [deliveryId]);
					}
				}
				await right.insert(tenant, added);
				return added.length;
			},
		})),
	},
	{
		mistake: 'a batch is inserted the other way round',
		caught: ['gives each a place after all of its endpoint'],
		spoil: deliveries((right) => ({ insert: (tenant, added) => right.insert(tenant, added.toReversed()) })),
	},
	{
		mistake: 'a replay leaves what waits for its retry',
		caught: ['makes what waits, was held, delivered or given up pending'],
		spoil: deliveries((right) => ({
			async replay(tenant, endpointId, deliveryIds) {
				const found = await Promise.all(deliveryIds.map((id) => right.find(tenant, endpointId, id)));
				const others = found.filter((one) => one !== undefined && one.status !== 'pending');
				return right.replay(
					tenant,
					endpointId,
					others.map((one) => one?.deliveryId ?? ''),
				);
			},
		})),
	},
	{
		mistake: 'holding knows no bound',
		caught: ['holds what is pending, up to a limit'],
		spoil: deliveries((right) => ({ hold: (tenant, endpointId) => right.hold(tenant, endpointId, 1000) })),
	},
	{
		mistake: 'only what was sent is purged',
		caught: ['purges what was made before a time, whatever became of it'],
		spoil: deliveries((right) => ({ purge: async (before, limit) => (limit > 4 ? 0 : right.purge(before, limit)) })),
	},
];
