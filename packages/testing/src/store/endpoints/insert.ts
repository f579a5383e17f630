import { type Endpoint, slotName } from '@latchkey/core';
import { expect } from 'vitest';
import { endpointDocument, pendingIn, readAllPages, tally } from '../assertions.ts';
import { BUILT_AT } from '../builders/built.ts';
import { buildEndpoint, buildSigningSecret } from '../builders/endpoints.ts';
import { buildEvents } from '../builders/events.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { TENANT } from '../tenants.ts';

const AWKWARD = `"quoted" 'single' \\ %_ $set {"$ne":1} 日本語 🏳️‍🌈 \n\t`;

const FULL: Endpoint = buildEndpoint(TENANT, {
	clientId: 'lk.acme.emm-eu.app',
	url: 'https://emm.example:8443/hooks?key=%24ne#',
	description: AWKWARD,
	eventTypes: ['client_secret.revoked', 'endpoint.test'],
	status: 'disabled',
	disabledReason: 'failing',
	signingSecrets: [buildSigningSecret({ endsAt: BUILT_AT + 1 }), buildSigningSecret()],
	failingSince: BUILT_AT + 2,
	nextAttemptAt: BUILT_AT + 3,
	wakeups: 7,
	createdAt: BUILT_AT + 4,
	createdBy: '!user@example.com~$.x',
	updatedAt: BUILT_AT + 5,
	removedAt: BUILT_AT + 6,
});

const idsOf = (endpoints: readonly Endpoint[]): string[] => endpoints.map(({ endpointId }) => endpointId);

export const endpointInsertCases: readonly StoreCase[] = [
	{
		name: 'gives every field back as it was inserted',
		async run({ store: { endpoints } }) {
			for (const endpoint of [FULL, buildEndpoint(TENANT), buildEndpoint(TENANT, { eventTypes: [] })]) {
				expect(await endpoints.insert(endpoint, [])).toBe('done');
				expect(await endpoints.find(TENANT, endpoint.endpointId)).toStrictEqual(endpoint);
			}
		},
	},
	{
		name: 'finds nothing where there is nothing',
		async run({ store: { endpoints } }) {
			expect(await endpoints.find(TENANT, FULL.endpointId)).toBeUndefined();
			expect(await endpoints.list(TENANT, { limit: 10 })).toStrictEqual([]);
			expect(await endpoints.live(TENANT)).toStrictEqual([]);
			expect(await endpoints.slots(TENANT)).toStrictEqual([]);
		},
	},
	{
		name: 'commits the events of an insert with it, apart from those of an application of the same name',
		async run({ store }) {
			const endpoint = buildEndpoint(TENANT);
			const events = buildEvents({ ...TENANT, clientId: null }, 3);
			await store.endpoints.insert(endpoint, events);
			const [pending] = await store.outbox.pending(10);
			expect(pending).toMatchObject({ document: endpointDocument(TENANT, endpoint.endpointId), events });
			await store.outbox.take({ tenant: TENANT, kind: 'application', id: endpoint.endpointId }, [events[0]?.id ?? '']);
			await store.outbox.take({ tenant: TENANT, kind: 'policy', id: null }, [events[1]?.id ?? '']);
			expect(await pendingIn(store, endpointDocument(TENANT, endpoint.endpointId))).toStrictEqual(events);
			await store.outbox.take(endpointDocument(TENANT, endpoint.endpointId), [events[1]?.id ?? '']);
			const left = await pendingIn(store, endpointDocument(TENANT, endpoint.endpointId));
			expect(left).toStrictEqual([events[0], events[2]]);
		},
	},
	{
		name: 'refuses a second endpoint in one slot, and keeps nothing of it',
		async run({ store }) {
			const first = buildEndpoint(TENANT);
			const second = buildEndpoint(TENANT, { slot: first.slot });
			expect(await store.endpoints.insert(first, [])).toBe('done');
			expect(await store.endpoints.insert(second, buildEvents({ ...TENANT, clientId: null }, 1))).toBe('slot_taken');
			expect(await store.endpoints.find(TENANT, second.endpointId)).toBeUndefined();
			expect(await store.endpoints.live(TENANT)).toStrictEqual([first]);
			expect(await store.outbox.pending(10)).toStrictEqual([]);
		},
	},
	{
		name: 'rejects a second endpoint of one id, and leaves the first one as it was',
		async run({ store: { endpoints } }) {
			const first = buildEndpoint(TENANT);
			await endpoints.insert(first, []);
			const second = buildEndpoint(TENANT, { endpointId: first.endpointId, url: 'https://other.example/' });
			await expect(endpoints.insert(second, [])).rejects.toMatchObject({ code: 'store_unavailable' });
			expect(await endpoints.find(TENANT, first.endpointId)).toStrictEqual(first);
		},
	},
	{
		name: 'keeps endpoints and applications of one slot apart',
		async run({ store: { endpoints, applications } }) {
			await endpoints.insert(buildEndpoint(TENANT, { slot: slotName(0) }), []);
			expect(await applications.slots(TENANT)).toStrictEqual([]);
			expect(await endpoints.slots(TENANT)).toStrictEqual([slotName(0)]);
		},
	},
	{
		name: 'fills each of 20 slots exactly once when 100 inserts race for them',
		async run(opened) {
			const slots = Array.from({ length: 20 }, (_, index) => slotName(index));
			const results = await race(await racers(opened), 100, async ({ endpoints }, index) => {
				const endpoint = buildEndpoint(TENANT, { slot: slots[index % slots.length] ?? '' });
				const events = buildEvents({ ...TENANT, clientId: null }, 1);
				return { endpoint, result: await endpoints.insert(endpoint, events) };
			});
			expect(tally(results.map(({ result }) => result))).toStrictEqual(
				new Map([
					['done', 20],
					['slot_taken', 80],
				]),
			);
			const { endpoints, outbox } = opened.store;
			expect(await endpoints.slots(TENANT)).toStrictEqual(slots);
			const winners = results.filter(({ result }) => result === 'done').map(({ endpoint }) => endpoint.endpointId);
			expect(idsOf(await endpoints.live(TENANT)).sort()).toStrictEqual(winners.sort());
			const told = await outbox.pending(1000);
			expect(told.map(({ document }) => document.id).sort()).toStrictEqual(winners);
		},
	},
	{
		name: 'lists live ones newest first by pages, those of one time by their ids, and all of them as live',
		async run({ store: { endpoints } }) {
			const built = [0, 5, 5, 5, 2, 9].map((age) => buildEndpoint(TENANT, { createdAt: BUILT_AT - age }));
			for (const endpoint of built) await endpoints.insert(endpoint, []);
			const gone = buildEndpoint(TENANT, { status: 'removed', removedAt: BUILT_AT, createdAt: BUILT_AT - 5 });
			await endpoints.insert({ ...gone, slot: `removed:${gone.endpointId}` }, []);
			const expected = built.toSorted((a, b) =>
				a.createdAt === b.createdAt ? (a.endpointId < b.endpointId ? 1 : -1) : b.createdAt - a.createdAt,
			);
			for (const limit of [1, 2, 6, 7]) {
				const listed = await readAllPages<Endpoint>(limit, (after) => endpoints.list(TENANT, { limit, after }));
				expect(listed, `limit ${limit}`).toStrictEqual(expected);
			}
			expect(idsOf(await endpoints.live(TENANT)).sort()).toStrictEqual(idsOf(built).sort());
		},
	},
	{
		name: 'neither repeats nor skips one that stays while others are added and removed between the pages',
		async run({ store: { endpoints } }) {
			const built = Array.from({ length: 9 }, (_, index) => buildEndpoint(TENANT, { createdAt: BUILT_AT - index }));
			for (const endpoint of built) await endpoints.insert(endpoint, []);
			const leaving = built.filter((_, index) => index % 3 === 1);
			const staying = built.filter((endpoint) => !leaving.includes(endpoint));
			const seen = await readAllPages<Endpoint>(2, async (after) => {
				const page = await endpoints.list(TENANT, { limit: 2, after });
				await endpoints.insert(buildEndpoint(TENANT, { createdAt: BUILT_AT + 1 }), []);
				const gone = leaving.shift();
				if (gone === undefined) return page;
				const removal = { status: 'removed', slot: `removed:${gone.endpointId}`, removedAt: BUILT_AT } as const;
				await endpoints.update(TENANT, gone.endpointId, 1, removal, []);
				return page;
			});
			const ids = idsOf(seen);
			expect(ids.filter((id) => idsOf(staying).includes(id))).toStrictEqual(idsOf(staying));
			expect(new Set(ids).size).toBe(ids.length);
		},
	},
];
