import { type ClientApplication, type Store, type Tenant, tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { documentOf } from '../assertions.ts';
import { buildApplication } from '../builders/applications.ts';
import { BUILT_AT } from '../builders/built.ts';
import { buildEvents } from '../builders/events.ts';
import { buildPolicy } from '../builders/policies.ts';
import { buildUsage } from '../builders/usage.ts';
import { claimOf } from '../leases.ts';
import type { StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';

async function insertRemoved(store: Store, tenant: Tenant, removedAt: number): Promise<ClientApplication> {
	const built = buildApplication(tenant, { status: 'removed', removedAt, secrets: [] });
	const tombstone = { ...built, slot: tombstoneSlot(built.clientId) };
	expect(await store.applications.insert(tombstone, [])).toBe('done');
	return tombstone;
}

async function isThere(store: Store, { clientId, ...tenant }: ClientApplication): Promise<boolean> {
	return (await store.applications.find(tenant, clientId)) !== undefined;
}

export const purgeCases: readonly StoreCase[] = [
	{
		name: 'purges what was removed before a time, of all tenants, and nothing that is live or removed later',
		async run({ store }) {
			const live = buildApplication(TENANT);
			await store.applications.insert(live, []);
			const before = await insertRemoved(store, TENANT, BUILT_AT - 1);
			const strangers = await Promise.all(
				Object.values(STRANGERS).map((stranger) => insertRemoved(store, stranger, BUILT_AT - 1)),
			);
			const at = await insertRemoved(store, TENANT, BUILT_AT);
			expect(await store.applications.purgeRemoved(BUILT_AT, 100)).toBe(1 + strangers.length);
			for (const gone of [before, ...strangers]) expect(await isThere(store, gone), gone.clientId).toBe(false);
			for (const kept of [live, at]) expect(await isThere(store, kept)).toBe(true);
			expect(await store.applications.purgeRemoved(BUILT_AT, 100)).toBe(0);
		},
	},
	{
		name: 'purges no more at once than it was told',
		async run({ store }) {
			const removed = [];
			for (let index = 0; index < 5; index++) removed.push(await insertRemoved(store, TENANT, BUILT_AT - 1));
			const purged = [];
			for (let index = 0; index < 4; index++) purged.push(await store.applications.purgeRemoved(BUILT_AT, 2));
			expect(purged).toStrictEqual([2, 2, 1, 0]);
			for (const gone of removed) expect(await isThere(store, gone)).toBe(false);
		},
	},
	{
		name: 'keeps a removed application until its events are relayed; those of the policy are not its own',
		async run({ store }) {
			const waiting = await insertRemoved(store, TENANT, BUILT_AT - 2);
			const free = await insertRemoved(store, TENANT, BUILT_AT - 1);
			const events = buildEvents(waiting, 2);
			expect(await store.applications.update(TENANT, waiting.clientId, 1, {}, events)).toBe('done');
			await store.policies.insert(buildPolicy(TENANT));
			await store.policies.update(TENANT, 1, {}, buildEvents({ ...TENANT, clientId: null }, 1));
			// The one that waits is the older one, and must not stand in the way of the other.
			expect(await store.applications.purgeRemoved(BUILT_AT, 1)).toBe(1);
			expect(await isThere(store, free)).toBe(false);
			expect(await isThere(store, waiting)).toBe(true);
			const [first = '', second = ''] = events.map(({ id }) => id);
			await store.outbox.take(documentOf(TENANT, waiting.clientId), [first]);
			expect(await store.applications.purgeRemoved(BUILT_AT, 10)).toBe(0);
			await store.outbox.take(documentOf(TENANT, waiting.clientId), [second]);
			expect(await store.applications.purgeRemoved(BUILT_AT, 10)).toBe(1);
			expect(await isThere(store, waiting)).toBe(false);
		},
	},
	{
		name: 'purges what was leased, and leaves nothing that would hold up its events if it came back',
		async run({ store }) {
			const gone = await insertRemoved(store, TENANT, BUILT_AT - 1);
			const events = buildEvents(gone, 1);
			await store.applications.update(TENANT, gone.clientId, 1, {}, events);
			await store.outbox.claim(claimOf());
			const eventIds = events.map(({ id }) => id);
			await store.outbox.take(documentOf(TENANT, gone.clientId), eventIds);
			expect(await store.applications.purgeRemoved(BUILT_AT, 10)).toBe(1);
			await store.applications.insert(gone, events);
			expect(await store.outbox.claim(claimOf({ holder: 'holder-2' }))).toMatchObject([
				{ document: { id: gone.clientId } },
			]);
		},
	},
	{
		name: 'purges the usage with its application, and no other usage',
		async run({ store }) {
			const gone = await insertRemoved(store, TENANT, BUILT_AT - 1);
			const kept = buildApplication(TENANT);
			await store.applications.insert(kept, []);
			const { clientId } = gone;
			const usage = buildUsage({ clientId: kept.clientId });
			await store.usage.record(TENANT, [
				buildUsage({ clientId }),
				buildUsage({ clientId, credentialId: 'sec_2' }),
				usage,
			]);
			await store.applications.purgeRemoved(BUILT_AT, 10);
			expect(await store.usage.find(TENANT, [clientId, kept.clientId])).toStrictEqual([usage]);
		},
	},
];
