import { DEFAULT_RULES, type Policy, type PolicyChanges, type Tenant } from '@latchkey/core';
import { expect } from 'vitest';
import { documentOf, pendingOf, readAllPages, tally } from './assertions.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildEvents } from './builders/events.ts';
import { buildPolicy } from './builders/policies.ts';
import { race, racers, type StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

const SUBJECT = { ...TENANT, clientId: null };

const EVERY_CHANGE: Required<PolicyChanges> = {
	showOnce: true,
	rules: { ...DEFAULT_RULES, rotateEveryMs: 90, noticesMs: [3, 2, 1], retireWhenQuiet: false },
	dataKey: { dataKeyId: 'dk_2', wrapped: { keyEncryptionKeyId: 'kek "2" ü', ciphertext: 'AAAA' } },
	endpointKey: { dataKeyId: 'dk_3', wrapped: { keyEncryptionKeyId: 'kek-3', ciphertext: 'BBBB' } },
	createdAt: BUILT_AT + 1,
	updatedAt: BUILT_AT + 2,
	removedAt: BUILT_AT + 3,
};

const EVERY_NULL = [
	['dataKey', null],
	['endpointKey', null],
	['removedAt', null],
] as const;

export const policyCases: readonly StoreCase[] = [
	{
		name: 'gives a policy back as it was inserted, and undefined where there is none',
		async run({ store: { policies } }) {
			expect(await policies.find(TENANT)).toBeUndefined();
			const bare = buildPolicy(TENANT, { dataKey: null, showOnce: true, removedAt: BUILT_AT });
			expect(await policies.insert(bare)).toBe(true);
			expect(await policies.find(TENANT)).toStrictEqual(bare);
			const sealed = buildPolicy({ customerId: 'globex', domainId: 'emm' });
			expect(await policies.insert(sealed)).toBe(true);
			expect(await policies.find(sealed)).toStrictEqual(sealed);
		},
	},
	{
		name: 'inserts the policy of a domain once, also when 20 inserts race',
		async run(opened) {
			const results = await race(await racers(opened), 20, async ({ policies }) => {
				const policy = buildPolicy(TENANT);
				return { policy, inserted: await policies.insert(policy) };
			});
			const winners = results.filter(({ inserted }) => inserted);
			expect(winners).toHaveLength(1);
			expect(await opened.store.policies.find(TENANT)).toStrictEqual(winners[0]?.policy);
		},
	},
	{
		name: 'sets the one field that changed, raises the revision by one and leaves the others',
		async run({ store: { policies } }) {
			let expected: Policy = buildPolicy(TENANT);
			await policies.insert(expected);
			for (const [field, value] of [...Object.entries(EVERY_CHANGE), ...EVERY_NULL] as const) {
				expect(await policies.update(TENANT, expected.revision, { [field]: value }, [])).toBe('done');
				expected = { ...expected, [field]: value, revision: expected.revision + 1 };
				expect(await policies.find(TENANT), field).toStrictEqual(expected);
			}
		},
	},
	{
		name: 'answers stale for another revision or no policy, and writes nothing',
		async run({ store }) {
			expect(await store.policies.update(TENANT, 0, EVERY_CHANGE, buildEvents(SUBJECT, 1))).toBe('stale');
			expect(await store.policies.update(TENANT, 1, EVERY_CHANGE, buildEvents(SUBJECT, 1))).toBe('stale');
			expect(await store.policies.find(TENANT)).toBeUndefined();
			const policy = buildPolicy(TENANT);
			await store.policies.insert(policy);
			for (const revision of [0, 2]) {
				expect(await store.policies.update(TENANT, revision, EVERY_CHANGE, buildEvents(SUBJECT, 1))).toBe('stale');
			}
			expect(await store.policies.find(TENANT)).toStrictEqual(policy);
			expect(await store.outbox.pending(10)).toStrictEqual([]);
		},
	},
	{
		name: 'lets exactly one of 50 racing updates of a revision win, with its events only',
		async run(opened) {
			const policy = buildPolicy(TENANT);
			await opened.store.policies.insert(policy);
			const results = await race(await racers(opened), 50, async ({ policies }, index) => {
				const events = buildEvents(SUBJECT, 1);
				const updatedAt = BUILT_AT + index;
				return { updatedAt, events, result: await policies.update(TENANT, 1, { updatedAt }, events) };
			});
			expect(tally(results.map(({ result }) => result))).toStrictEqual(
				new Map([
					['done', 1],
					['stale', 49],
				]),
			);
			const winner = results.find(({ result }) => result === 'done');
			const expected = { ...policy, updatedAt: winner?.updatedAt, revision: 2 };
			expect(await opened.store.policies.find(TENANT)).toStrictEqual(expected);
			expect(await pendingOf(opened.store, TENANT, null)).toStrictEqual(winner?.events);
		},
	},
	{
		name: 'lists the domains of one customer by pages, in the order of their ids',
		async run({ store: { policies } }) {
			const domainIds = ['a', 'b', 'b-1', 'c', 'c0', 'd'];
			const own = domainIds.map((domainId) => buildPolicy({ customerId: 'acme', domainId }));
			for (const policy of own.toReversed()) await policies.insert(policy);
			for (const customerId of ['acm', 'acme-2', 'globex']) {
				await policies.insert(buildPolicy({ customerId, domainId: 'bb' }));
			}
			for (const limit of [1, 2, 6, 7]) {
				const listed = await readAllPages<Policy>(limit, (after) =>
					policies.listDomains('acme', after?.domainId, limit),
				);
				expect(listed, `limit ${limit}`).toStrictEqual(own);
			}
			expect(await policies.listDomains('nobody', undefined, 10)).toStrictEqual([]);
		},
	},
	{
		name: 'lists the policies of all customers by pages, in the order of customer and domain',
		async run({ store: { policies } }) {
			const tenants: Tenant[] = [
				{ customerId: 'acme', domainId: 'x' },
				{ customerId: 'acme', domainId: 'z' },
				{ customerId: 'beta', domainId: 'a' },
				{ customerId: 'beta', domainId: 'x' },
				{ customerId: 'gamma', domainId: 'a' },
			];
			const all = tenants.map((tenant) => buildPolicy(tenant));
			for (const policy of all.toReversed()) await policies.insert(policy);
			for (const limit of [1, 2, 5, 6]) {
				const listed = await readAllPages<Policy>(limit, (after) => policies.listAll(after, limit));
				expect(listed, `limit ${limit}`).toStrictEqual(all);
			}
		},
	},
	{
		name: 'neither repeats nor skips a policy while others are added and purged between the pages',
		async run({ store: { policies } }) {
			const built = ['b', 'd', 'f', 'h', 'j', 'l'].map((domainId) => buildPolicy({ ...TENANT, domainId }));
			for (const policy of built) await policies.insert(policy);
			const seen = await readAllPages<Policy>(2, async (after) => {
				const page = await policies.listAll(after, 2);
				await policies.insert(buildPolicy({ ...TENANT, domainId: 'a' }));
				await policies.insert(buildPolicy({ ...TENANT, domainId: 'm' }));
				const { domainId } = page[0] ?? TENANT;
				if (domainId !== 'd' && domainId !== 'f') return page;
				await policies.update({ ...TENANT, domainId }, 1, { removedAt: BUILT_AT - 1 }, []);
				expect(await policies.purgeRemoved(BUILT_AT, 10)).toBe(1);
				return page;
			});
			expect(seen.map(({ domainId }) => domainId)).toStrictEqual(['b', 'd', 'f', 'h', 'j', 'l', 'm']);
		},
	},
	{
		name: 'purges policies removed before a time once their events are relayed, up to a limit',
		async run({ store }) {
			const { policies, outbox } = store;
			const old = Object.values(STRANGERS).map((stranger) => buildPolicy(stranger, { removedAt: BUILT_AT - 1 }));
			for (const policy of old) await policies.insert(policy);
			const live = buildPolicy({ customerId: 'live', domainId: 'emm' });
			const recent = buildPolicy({ customerId: 'recent', domainId: 'emm' }, { removedAt: BUILT_AT });
			const waiting = buildPolicy(TENANT, { removedAt: BUILT_AT - 2 });
			for (const policy of [live, recent, waiting]) await policies.insert(policy);
			const events = buildEvents(SUBJECT, 1);
			await policies.update(TENANT, 1, {}, events);

			expect(await policies.purgeRemoved(BUILT_AT, 2)).toBe(2);
			expect(await policies.purgeRemoved(BUILT_AT, 100)).toBe(old.length - 2);
			expect(await policies.purgeRemoved(BUILT_AT, 100)).toBe(0);
			expect(await policies.find(TENANT)).toStrictEqual({ ...waiting, revision: 2 });
			await outbox.take(
				documentOf(TENANT, null),
				events.map(({ id }) => id),
			);
			expect(await policies.purgeRemoved(BUILT_AT, 100)).toBe(1);
			expect(await policies.listAll(undefined, 100)).toStrictEqual([live, recent]);
		},
	},
];
