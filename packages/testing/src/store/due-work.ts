import { type Claim, type ClientApplication, type Store, tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { buildApplication } from './builders/applications.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildEvents } from './builders/events.ts';
import { claimOf, LEASE_MS } from './leases.ts';
import type { StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

const idsOf = (applications: readonly ClientApplication[]): string[] => applications.map(({ clientId }) => clientId);

const claimIds = async ({ dueWork }: Store, claim: Claim): Promise<string[]> => idsOf(await dueWork.claim(claim));

const keyOf = (application: ClientApplication) => ({ tenant: application, clientId: application.clientId });

async function insertDue(store: Store, nextDueAt: number | null, tenant = TENANT): Promise<ClientApplication> {
	const application = buildApplication(tenant, { nextDueAt });
	expect(await store.applications.insert(application, [])).toBe('done');
	return application;
}

export const dueWorkCases: readonly StoreCase[] = [
	{
		name: 'hands out whole applications of all tenants that are due, those first that waited longest',
		async run({ store }) {
			const tenants = [TENANT, ...Object.values(STRANGERS)];
			const due: ClientApplication[] = [];
			for (const [index, tenant] of tenants.entries()) due.push(await insertDue(store, BUILT_AT - index, tenant));
			expect(await store.dueWork.claim(claimOf())).toStrictEqual(due.toReversed());
		},
	},
	{
		name: 'hands out nothing before it is due, nothing that never is, and nothing that was removed',
		async run({ store }) {
			const due = await insertDue(store, BUILT_AT);
			const later = await insertDue(store, BUILT_AT + 1);
			await insertDue(store, null);
			const built = buildApplication(TENANT, { nextDueAt: BUILT_AT - 1, status: 'removed', removedAt: BUILT_AT });
			await store.applications.insert({ ...built, slot: tombstoneSlot(built.clientId) }, []);
			expect(await claimIds(store, claimOf({ now: BUILT_AT - 1 }))).toStrictEqual([]);
			expect(await claimIds(store, claimOf())).toStrictEqual([due.clientId]);
			expect(await claimIds(store, claimOf({ now: BUILT_AT + 1 }))).toStrictEqual([later.clientId]);
		},
	},
	{
		name: 'hands out disabled applications too: their time passes as well',
		async run({ store }) {
			const application = buildApplication(TENANT, { nextDueAt: BUILT_AT, status: 'disabled' });
			await store.applications.insert(application, []);
			expect(await store.dueWork.claim(claimOf())).toStrictEqual([application]);
		},
	},
	{
		name: 'hands out what is due whatever the partition that a claim begins with',
		async run({ store }) {
			const tenants = [TENANT, ...Object.values(STRANGERS)];
			for (const tenant of tenants) await insertDue(store, BUILT_AT, tenant);
			const found = [];
			for (const partition of [63, 0, 17]) {
				for (;;) {
					const page = await claimIds(store, claimOf({ partition, limit: 2 }));
					if (page.length === 0) break;
					found.push(...page);
				}
			}
			expect(found).toHaveLength(tenants.length);
			expect(new Set(found).size).toBe(tenants.length);
		},
	},
	{
		name: 'goes by what an application is now: due again later, sooner or never, also while it is held',
		async run({ store }) {
			const application = await insertDue(store, BUILT_AT);
			const { clientId } = application;
			const update = async (revision: number, nextDueAt: number | null): Promise<void> => {
				expect(await store.applications.update(TENANT, clientId, revision, { nextDueAt }, [])).toBe('done');
			};
			expect(await claimIds(store, claimOf())).toStrictEqual([clientId]);
			await update(1, BUILT_AT + 10 * LEASE_MS);
			expect(await claimIds(store, claimOf({ now: BUILT_AT + LEASE_MS })), 'later').toStrictEqual([]);
			await update(2, BUILT_AT + LEASE_MS);
			const again = await store.dueWork.claim(claimOf({ now: BUILT_AT + LEASE_MS }));
			expect(again, 'sooner').toStrictEqual([{ ...application, nextDueAt: BUILT_AT + LEASE_MS, revision: 3 }]);
			await update(3, BUILT_AT + LEASE_MS + 1);
			const held = claimOf({ now: BUILT_AT + LEASE_MS + 1 });
			expect(await claimIds(store, held), 'an update does not end a lease').toStrictEqual([]);
			await update(4, null);
			expect(await claimIds(store, claimOf({ now: BUILT_AT + 100 * LEASE_MS })), 'never').toStrictEqual([]);
		},
	},
	{
		name: 'never lets a lease touch what the application is, nor stand in the way of an update',
		async run({ store }) {
			const application = await insertDue(store, BUILT_AT);
			const { clientId } = application;
			await store.dueWork.claim(claimOf());
			expect(await store.applications.find(TENANT, clientId)).toStrictEqual(application);
			const events = buildEvents(application, 1);
			expect(await store.applications.update(TENANT, clientId, 1, { name: 'Renamed' }, events)).toBe('done');
			await store.dueWork.release('holder-1', [keyOf(application)]);
			const renamed = { ...application, name: 'Renamed', revision: 2 };
			expect(await store.applications.find(TENANT, clientId)).toStrictEqual(renamed);
			expect(await store.applications.list(TENANT, { limit: 10 })).toStrictEqual([renamed]);
		},
	},
	{
		name: 'lets what is held be removed and purged all the same',
		async run({ store }) {
			const { clientId } = await insertDue(store, BUILT_AT);
			await store.dueWork.claim(claimOf());
			const removal = {
				status: 'removed',
				slot: tombstoneSlot(clientId),
				removedAt: BUILT_AT,
				nextDueAt: null,
			} as const;
			expect(await store.applications.update(TENANT, clientId, 1, removal, [])).toBe('done');
			expect(await store.applications.purgeRemoved(BUILT_AT + 1, 10)).toBe(1);
			await store.dueWork.release('holder-1', [{ tenant: TENANT, clientId }]);
			expect(await store.applications.find(TENANT, clientId)).toBeUndefined();
		},
	},
	{
		name: 'reschedules at a revision, and touches nothing else: not the revision, nor a lease, nor events',
		async run({ store }) {
			const application = await insertDue(store, BUILT_AT);
			const { clientId } = application;
			expect(await store.dueWork.reschedule(TENANT, clientId, 1, BUILT_AT + 5)).toBe(true);
			expect(await store.applications.find(TENANT, clientId)).toStrictEqual({
				...application,
				nextDueAt: BUILT_AT + 5,
			});
			expect(await claimIds(store, claimOf())).toStrictEqual([]);
			expect(await claimIds(store, claimOf({ now: BUILT_AT + 5 }))).toStrictEqual([clientId]);
			expect(await store.dueWork.reschedule(TENANT, clientId, 1, BUILT_AT)).toBe(true);
			expect(await claimIds(store, claimOf({ holder: 'another', now: BUILT_AT + 5 })), 'it is held').toStrictEqual([]);
			expect(await store.dueWork.reschedule(TENANT, clientId, 1, null)).toBe(true);
			expect(await store.dueWork.nextAt()).toBeNull();
			expect(await store.outbox.pending(10)).toStrictEqual([]);
		},
	},
	{
		name: 'does not reschedule what was changed since, nor what is not there',
		async run({ store }) {
			const { clientId } = await insertDue(store, BUILT_AT);
			await store.applications.update(TENANT, clientId, 1, { name: 'Renamed' }, []);
			expect(await store.dueWork.reschedule(TENANT, clientId, 1, BUILT_AT + 5)).toBe(false);
			expect(await store.dueWork.reschedule(TENANT, 'lk.acme.emm-eu.unknown', 1, BUILT_AT + 5)).toBe(false);
			expect(await store.dueWork.nextAt()).toBe(BUILT_AT);
		},
	},
	{
		name: 'tells the earliest time at which anything live is due, held or not, and null where nothing is',
		async run({ store }) {
			const { dueWork, applications } = store;
			expect(await dueWork.nextAt()).toBeNull();
			await insertDue(store, null);
			expect(await dueWork.nextAt()).toBeNull();
			await insertDue(store, BUILT_AT + 2);
			const first = await insertDue(store, BUILT_AT + 1, STRANGERS['another customer with the same domain id']);
			const built = buildApplication(TENANT, { nextDueAt: BUILT_AT - 1, status: 'removed', removedAt: BUILT_AT });
			await applications.insert({ ...built, slot: tombstoneSlot(built.clientId) }, []);
			expect(await dueWork.nextAt()).toBe(BUILT_AT + 1);
			await dueWork.claim(claimOf({ now: BUILT_AT + 1 }));
			expect(await dueWork.nextAt()).toBe(BUILT_AT + 1);
			await applications.update(first, first.clientId, 1, { nextDueAt: null }, []);
			expect(await dueWork.nextAt()).toBe(BUILT_AT + 2);
		},
	},
];
