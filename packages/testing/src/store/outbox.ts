import type { LatchkeyEvent, PendingEvents } from '@latchkey/core';
import { expect } from 'vitest';
import { documentOf, pendingOf, readAllPages } from './assertions.ts';
import { buildApplication } from './builders/applications.ts';
import { buildEvent, buildEvents } from './builders/events.ts';
import { buildPolicy } from './builders/policies.ts';
import { outboxBoundCases } from './outbox-bound.ts';
import { race, racers, type StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

const idsOf = (events: readonly LatchkeyEvent[]): string[] => events.map(({ id }) => id);

export const outboxCases: readonly StoreCase[] = [
	{
		name: 'gives events back as they were committed, whatever text they hold',
		async run({ store }) {
			const application = buildApplication(TENANT);
			const text = `'"\\ \u2028 🏳️‍🌈 $set a.b %_ \n\t`;
			const events = [
				buildEvent(application, 'client_application.added', {
					name: text,
					ownerId: text,
					privileges: [text],
					allowedAddresses: [text],
					tokenLifetimeSeconds: 60,
				}),
				buildEvent(application, 'client_application.disabled', {}, { actor: { kind: 'host' } }),
				buildEvent(application, 'client_application.enabled', {}, { actor: { kind: 'system' } }),
				buildEvent(application, 'client_secret.added', {
					secretId: text,
					expiresAt: null,
					superseded: [{ secretId: 'sec_1', overlapEndsAt: 5 }],
				}),
				buildEvent(
					application,
					'client_application.changed',
					{ before: { name: text }, after: {} },
					{ actor: { kind: 'user', userId: text, address: null } },
				),
			];
			await store.applications.insert(application, events);
			expect(await pendingOf(store, TENANT, application.clientId)).toStrictEqual(events);
		},
	},
	{
		name: 'tells of applications and policies of all tenants, each in the place of its oldest event',
		async run({ store }) {
			const { applications, policies, outbox } = store;
			const tenants = [TENANT, ...Object.values(STRANGERS)].toReversed();
			const expected = [];
			for (const tenant of tenants) {
				const application = buildApplication(tenant);
				const { clientId } = application;
				const events = buildEvents(application, 2);
				await applications.insert(application, events);
				expected.push({ document: documentOf(tenant, clientId), events });
				await policies.insert(buildPolicy(tenant));
				const ofPolicy = buildEvents({ ...tenant, clientId: null }, 1);
				await policies.update(tenant, 1, {}, ofPolicy);
				expected.push({ document: documentOf(tenant, null), events: ofPolicy });
			}
			for (const [index, { document, events }] of expected.entries()) {
				const { tenant, id: clientId } = document;
				if (clientId === null) continue;
				// Later events leave the documents in their places.
				const later = buildEvents({ ...tenant, clientId }, 1, { revision: 2 });
				await applications.update(tenant, clientId, 1, {}, later);
				expected[index] = { document, events: [...events, ...later] };
			}
			const all = await outbox.pending(100);
			expect(all.map(({ position: _, ...told }) => told)).toStrictEqual(expected);
			expect(await outbox.pending(3), 'the limit is one of documents').toStrictEqual(all.slice(0, 3));
			expect(await outbox.pending(3, all[2]?.position), 'goes on after a position').toStrictEqual(all.slice(3, 6));
			expect(await outbox.pending(3, all.at(-1)?.position)).toStrictEqual([]);
		},
	},
	{
		name: 'gives a document the place of its oldest event that is left',
		async run({ store }) {
			const first = buildApplication(TENANT);
			const second = buildApplication(TENANT);
			const early = buildEvents(first, 1);
			await store.applications.insert(first, early);
			await store.applications.insert(second, buildEvents(second, 1));
			await store.applications.update(TENANT, first.clientId, 1, {}, buildEvents(first, 1));
			await store.outbox.take(documentOf(TENANT, first.clientId), idsOf(early));
			const pending = await store.outbox.pending(10);
			expect(pending.map(({ document }) => document.id)).toStrictEqual([second.clientId, first.clientId]);
		},
	},
	{
		name: 'takes events away in any order and again and again, and touches nothing else',
		async run({ store }) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			const events = buildEvents(application, 4);
			const [first, second, third, fourth] = events;
			if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
				throw new Error('too few events were built');
			}
			await store.applications.insert(application, events);
			await store.outbox.take(documentOf(TENANT, clientId), []);
			expect(await pendingOf(store, TENANT, clientId)).toStrictEqual(events);
			await store.outbox.take(documentOf(TENANT, clientId), [third.id, first.id]);
			await store.outbox.take(documentOf(TENANT, clientId), [third.id, first.id, 'evt_unknown']);
			expect(await pendingOf(store, TENANT, clientId)).toStrictEqual([second, fourth]);
			expect(await store.applications.find(TENANT, clientId)).toStrictEqual(application);
			expect(await store.applications.update(TENANT, clientId, 1, {}, [])).toBe('done');
			await store.outbox.take(documentOf(TENANT, clientId), idsOf(events));
			expect(await store.outbox.pending(10), 'a document without events is not told of').toStrictEqual([]);
		},
	},
	{
		name: 'takes from no other document of the domain',
		async run({ store }) {
			const application = buildApplication(TENANT);
			const other = buildApplication(TENANT);
			const events = buildEvents(application, 2);
			const ofPolicy = buildEvents({ ...TENANT, clientId: null }, 1);
			await store.applications.insert(application, events);
			await store.applications.insert(other, []);
			await store.policies.insert(buildPolicy(TENANT));
			await store.policies.update(TENANT, 1, {}, ofPolicy);
			await store.outbox.take(documentOf(TENANT, other.clientId), idsOf([...events, ...ofPolicy]));
			await store.outbox.take(documentOf(TENANT, null), idsOf(events));
			await store.outbox.take(documentOf(TENANT, application.clientId), idsOf(ofPolicy));
			expect(await pendingOf(store, TENANT, application.clientId)).toStrictEqual(events);
			expect(await pendingOf(store, TENANT, null)).toStrictEqual(ofPolicy);
			await store.outbox.take(documentOf(TENANT, null), idsOf(ofPolicy));
			expect(await pendingOf(store, TENANT, null)).toStrictEqual([]);
			expect(await store.policies.find(TENANT)).toMatchObject({ revision: 2 });
		},
	},
	{
		name: 'neither repeats nor skips a document while events are taken and committed between the pages',
		async run({ store: { applications, outbox } }) {
			const built = Array.from({ length: 9 }, () => buildApplication(TENANT));
			for (const application of built) await applications.insert(application, buildEvents(application, 1));
			const staying = built.filter((_, index) => index % 3 !== 1);
			const seen = await readAllPages<PendingEvents>(2, async (after) => {
				const page = await outbox.pending(2, after?.position);
				const [first] = page;
				const application = built.find(({ clientId }) => clientId === first?.document.id);
				if (first === undefined || application === undefined) return page;
				await applications.update(TENANT, application.clientId, 1, {}, buildEvents(application, 1));
				if (!staying.includes(application))
					await outbox.take(documentOf(TENANT, application.clientId), idsOf(first.events));
				return page;
			});
			const stayed = staying.map(({ clientId }) => clientId);
			const ids = seen.map(({ document }) => document.id);
			expect(ids.filter((id) => id !== null && stayed.includes(id))).toStrictEqual(stayed);
		},
	},
	{
		name: 'loses no event and gives none back when 20 writers commit while what is there is taken away',
		async run(opened) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			await opened.store.applications.insert(application, []);
			const committed: string[] = [];
			const taken: string[] = [];
			await race(await racers(opened), 20, async (store) => {
				const events = buildEvents(application, 2);
				for (;;) {
					const revision = (await store.applications.find(TENANT, clientId))?.revision ?? 0;
					if ((await store.applications.update(TENANT, clientId, revision, {}, events)) === 'done') break;
				}
				committed.push(...idsOf(events));
				const seen = idsOf(await pendingOf(store, TENANT, clientId)).slice(0, 1);
				await store.outbox.take(documentOf(TENANT, clientId), seen);
				taken.push(...seen);
			});
			const left = idsOf(await pendingOf(opened.store, TENANT, clientId));
			expect(
				left.filter((id) => taken.includes(id)),
				'what was taken is gone',
			).toStrictEqual([]);
			expect([...new Set([...left, ...taken])].sort()).toStrictEqual(committed.sort());
		},
	},
	...outboxBoundCases,
];
