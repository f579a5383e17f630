import { expect } from 'vitest';
import { documentOf, pendingOf } from './assertions.ts';
import { buildApplication } from './builders/applications.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildEvents } from './builders/events.ts';
import { claimOf, LEASE_MS } from './leases.ts';
import type { StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

export const outboxClaimCases: readonly StoreCase[] = [
	{
		name: 'hands out documents of all tenants as pending tells of them, and goes on telling of them',
		async run({ store: { applications, outbox } }) {
			for (const tenant of [TENANT, ...Object.values(STRANGERS)].toReversed()) {
				const application = buildApplication(tenant);
				await applications.insert(application, buildEvents(application, 2));
			}
			const told = await outbox.pending(100);
			expect(told).toHaveLength(6);
			expect(await outbox.claim(claimOf())).toStrictEqual(told);
			expect(await outbox.pending(100)).toStrictEqual(told);
		},
	},
	{
		name: 'never lets a lease touch the document, nor stand in the way of a write or of taking events',
		async run({ store }) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			const events = buildEvents(application, 2);
			await store.applications.insert(application, events);
			await store.outbox.claim(claimOf());
			expect(await store.applications.find(TENANT, clientId)).toStrictEqual(application);
			const later = buildEvents(application, 1, { revision: 2 });
			expect(await store.applications.update(TENANT, clientId, 1, {}, later)).toBe('done');
			await store.outbox.take(documentOf(TENANT, clientId), idsOf(events));
			expect(await pendingOf(store, TENANT, clientId)).toStrictEqual(later);
			await store.outbox.release('holder-1', [documentOf(TENANT, clientId)]);
			expect(await store.applications.find(TENANT, clientId)).toStrictEqual({ ...application, revision: 2 });
		},
	},
	{
		name: 'leaves to the holder of a document what is committed meanwhile, and hands it out once released',
		async run({ store: { applications, outbox } }) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			const first = buildEvents(application, 2);
			await applications.insert(application, first);
			await outbox.claim(claimOf());
			const second = buildEvents(application, 1, { revision: 2 });
			await applications.update(TENANT, clientId, 1, {}, second);
			await outbox.take(documentOf(TENANT, clientId), idsOf(first));
			expect(await outbox.claim(claimOf({ holder: 'holder-2' }))).toStrictEqual([]);
			await outbox.release('holder-1', [documentOf(TENANT, clientId)]);
			expect(await outbox.claim(claimOf({ holder: 'holder-2' }))).toMatchObject([
				{ document: { id: clientId }, events: second },
			]);
		},
	},
	{
		name: 'hands out what is committed after everything was taken and released, and nothing before',
		async run({ store: { applications, outbox } }) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			const events = buildEvents(application, 2);
			await applications.insert(application, events);
			await outbox.claim(claimOf());
			await outbox.take(documentOf(TENANT, clientId), idsOf(events));
			await outbox.release('holder-1', [documentOf(TENANT, clientId)]);
			expect(await outbox.claim(claimOf({ holder: 'holder-2', now: BUILT_AT + LEASE_MS }))).toStrictEqual([]);
			const later = buildEvents(application, 1, { revision: 2 });
			await applications.update(TENANT, clientId, 1, {}, later);
			expect(await outbox.claim(claimOf({ holder: 'holder-2' }))).toMatchObject([
				{ document: { id: clientId }, events: later },
			]);
		},
	},
];
