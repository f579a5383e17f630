import type { DocumentKey, LatchkeyEvent, PolicyRepository, Store } from '@latchkey/core';
import { wrongApplicationStores } from './applications.ts';
import { wrongAssertions } from './assertions.ts';
import { wrongAudits } from './audits.ts';
import { wrongCertificates } from './certificates.ts';
import { wrongLeases } from './leases.ts';
import { wrongNotifications } from './notifications.ts';
import type { WrongStore } from './store.ts';
import { wrongTenants } from './tenants.ts';
import { wrongTransfers } from './transfers.ts';

const policies =
	(change: (right: PolicyRepository) => Partial<PolicyRepository>) =>
	(store: Store): Store => ({ ...store, policies: { ...store.policies, ...change(store.policies) } });

export const wrongStores: readonly WrongStore[] = [
	...wrongTenants,
	...wrongApplicationStores,
	...wrongLeases,
	...wrongTransfers,
	...wrongAudits,
	...wrongNotifications,
	...wrongCertificates,
	...wrongAssertions,
	{
		mistake: 'events are written before it is clear whether the state can be',
		caught: ['refuses a second application in one slot'],
		spoil: (store) => {
			const early: { document: DocumentKey; events: LatchkeyEvent[] }[] = [];
			return {
				...store,
				applications: {
					...store.applications,
					insert: (application, events) => {
						const { customerId, domainId, clientId } = application;
						const document = { tenant: { customerId, domainId }, kind: 'application', id: clientId } as const;
						early.push({ document, events: [...events] });
						return store.applications.insert(application, []);
					},
				},
				outbox: {
					...store.outbox,
					pending: async (limit) => early.slice(0, limit).map((one) => ({ ...one, position: '' })),
				},
			};
		},
	},
	{
		mistake: 'taking events away raises the revision',
		caught: ['takes events away in any order and again'],
		spoil: (store) => ({
			...store,
			outbox: {
				...store.outbox,
				async take(document, eventIds) {
					await store.outbox.take(document, eventIds);
					const { tenant, id } = document;
					const found = id === null ? undefined : await store.applications.find(tenant, id);
					if (found !== undefined) await store.applications.update(tenant, found.clientId, found.revision, {}, []);
				},
			},
		}),
	},
	{
		mistake: 'the limit of the outbox is one of events',
		caught: ['each in the place of its oldest event'],
		spoil: (store) => ({
			...store,
			outbox: {
				...store.outbox,
				async pending(limit) {
					const all = await store.outbox.pending(limit);
					let left = limit;
					return all.flatMap((pending) => {
						const events = pending.events.slice(0, left);
						left -= events.length;
						return events.length === 0 ? [] : [{ ...pending, events }];
					});
				},
			},
		}),
	},
	{
		mistake: 'taking events takes whatever is there by then',
		caught: ['loses no event and gives none back when 20 writers commit', 'takes events away in any order and again'],
		spoil: (store) => ({
			...store,
			outbox: {
				...store.outbox,
				async take(document) {
					const pending = (await store.outbox.pending(1000)).filter((one) => one.document.id === document.id);
					const eventIds = pending.flatMap(({ events }) => events.map(({ id }) => id));
					await store.outbox.take(document, eventIds);
				},
			},
		}),
	},
	{
		mistake: 'usage of what is not there is kept',
		caught: ['drops usage of what is not there'],
		spoil: (store) => ({
			...store,
			usage: {
				...store.usage,
				async record(tenant, usages) {
					const known = await store.transfer.read('usage', undefined, 1000);
					await store.usage.record(tenant, usages);
					for (const usage of usages) {
						if ((await store.applications.find(tenant, usage.clientId)) !== undefined) continue;
						if (known.records.some(({ clientId }) => clientId === usage.clientId)) continue;
						await store.transfer.write('usage', [{ ...tenant, ...usage }]);
					}
				},
			},
		}),
	},
	{
		mistake: 'usage is read, added to and written back',
		caught: ['loses no count of 40 batches'],
		spoil: (store) => {
			const totals = new Map<string, number>();
			return {
				...store,
				usage: {
					async record(tenant, usages) {
						const read = usages.map(({ clientId }) => totals.get(clientId) ?? 0);
						await store.usage.record(tenant, usages);
						for (const [index, { clientId, tokensIssued }] of usages.entries()) {
							totals.set(clientId, (read[index] ?? 0) + tokensIssued);
						}
					},
					find: async (tenant, clientIds) =>
						(await store.usage.find(tenant, clientIds)).map((usage) => ({
							...usage,
							tokensIssued: totals.get(usage.clientId) ?? 0,
						})),
				},
			};
		},
	},
	{
		mistake: 'domains of customers whose id begins alike are listed together',
		caught: ['lists the domains of one customer by pages'],
		spoil: policies((right) => ({
			async listDomains(customerId, after, limit) {
				const all = await right.listAll(undefined, 1000);
				return all
					.filter((policy) => policy.customerId.startsWith(customerId) && policy.domainId > (after ?? ''))
					.slice(0, limit);
			},
		})),
	},
	{
		mistake: 'a policy is inserted over another one',
		caught: ['inserts the policy of a domain once'],
		spoil: policies((right) => ({
			async insert(policy) {
				await right.insert(policy);
				return true;
			},
		})),
	},
	{
		mistake: 'a key is wrapped anew whatever it is wrapped by',
		caught: ['wraps a key anew only if'],
		spoil: (store) => ({
			...store,
			hostKeys: {
				...store.hostKeys,
				async rewrap(keyId, _previous, next) {
					const key = (await store.hostKeys.list()).find((known) => known.keyId === keyId);
					return key !== undefined && store.hostKeys.rewrap(keyId, key.wrapped, next);
				},
			},
		}),
	},
	{
		mistake: 'nothing is kept',
		caught: [
			'still has what it acknowledged',
			'still keeps revisions, slots and purges',
			'still knows which assertions were used',
		],
		spoil: (store) => store,
	},
];
