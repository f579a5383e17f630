import { type EndpointChanges, StoreUnavailableError } from '@latchkey/core';
import { expect } from 'vitest';
import { endpointDocument, pendingIn, tally } from '../assertions.ts';
import { BUILT_AT } from '../builders/built.ts';
import { buildEndpoint, buildSigningSecret } from '../builders/endpoints.ts';
import { buildEvents } from '../builders/events.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';

const SUBJECT = { ...TENANT, clientId: null };

const EVERY_CHANGE: Required<EndpointChanges> = {
	clientId: 'lk.acme.emm-eu.other',
	slot: '0000042',
	url: 'https://new.example/',
	description: 'New description',
	eventTypes: ['client_secret.rotated'],
	status: 'disabled',
	disabledReason: 'gone',
	signingSecrets: [buildSigningSecret(), buildSigningSecret()],
	failingSince: BUILT_AT + 1,
	createdAt: BUILT_AT + 2,
	createdBy: 'user-3',
	updatedAt: BUILT_AT + 4,
	removedAt: BUILT_AT + 5,
};

export const endpointUpdateCases: readonly StoreCase[] = [
	{
		name: 'sets the one field that changed, raises the revision by one and leaves the others',
		async run({ store: { endpoints } }) {
			for (const [field, value] of Object.entries(EVERY_CHANGE)) {
				const before = buildEndpoint(TENANT, { nextAttemptAt: BUILT_AT, wakeups: 3 });
				await endpoints.insert(before, []);
				expect(await endpoints.update(TENANT, before.endpointId, 1, { [field]: value }, [])).toBe('done');
				const after = { ...before, [field]: value, revision: 2 };
				expect(await endpoints.find(TENANT, before.endpointId), field).toStrictEqual(after);
				await endpoints.update(TENANT, before.endpointId, 2, { slot: `removed:${before.endpointId}` }, []);
			}
		},
	},
	{
		name: 'sets all fields in one write, and the nullable ones back to null',
		async run({ store: { endpoints } }) {
			const before = buildEndpoint(TENANT);
			await endpoints.insert(before, []);
			expect(await endpoints.update(TENANT, before.endpointId, 1, EVERY_CHANGE, [])).toBe('done');
			const nothing = { clientId: null, eventTypes: null, disabledReason: null, failingSince: null, removedAt: null };
			expect(await endpoints.update(TENANT, before.endpointId, 2, nothing, [])).toBe('done');
			const after = { ...before, ...EVERY_CHANGE, ...nothing, revision: 3 };
			expect(await endpoints.find(TENANT, before.endpointId)).toStrictEqual(after);
		},
	},
	{
		name: 'changes neither identity, revision, wake-ups nor what is next, even if handed a whole document',
		async run({ store: { endpoints } }) {
			for (const stranger of Object.values(STRANGERS)) {
				const before = buildEndpoint(TENANT, { nextAttemptAt: BUILT_AT, wakeups: 3 });
				await endpoints.insert(before, []);
				const foreign = buildEndpoint(stranger, {
					revision: 99,
					nextAttemptAt: 5,
					wakeups: 50,
					url: 'https://new.example/',
				});
				expect(await endpoints.update(TENANT, before.endpointId, 1, foreign, [])).toBe('done');
				const { endpointId, nextAttemptAt, wakeups } = before;
				const after = { ...foreign, ...TENANT, endpointId, nextAttemptAt, wakeups, revision: 2 };
				expect(await endpoints.find(TENANT, endpointId)).toStrictEqual(after);
			}
		},
	},
	{
		name: 'answers stale for another revision, or where there is none, and writes nothing',
		async run({ store }) {
			const endpoint = buildEndpoint(TENANT);
			const { endpointId } = endpoint;
			for (const revision of [0, 1]) {
				const result = await store.endpoints.update(
					TENANT,
					endpointId,
					revision,
					EVERY_CHANGE,
					buildEvents(SUBJECT, 1),
				);
				expect(result).toBe('stale');
			}
			await store.endpoints.insert(endpoint, []);
			for (const revision of [0, 2]) {
				const result = await store.endpoints.update(
					TENANT,
					endpointId,
					revision,
					EVERY_CHANGE,
					buildEvents(SUBJECT, 1),
				);
				expect(result, `revision ${revision}`).toBe('stale');
			}
			expect(await store.endpoints.find(TENANT, endpointId)).toStrictEqual(endpoint);
			expect(await store.outbox.pending(10)).toStrictEqual([]);
		},
	},
	{
		name: 'lets exactly one of 50 racing updates of a revision win, with its events only',
		async run(opened) {
			const endpoint = buildEndpoint(TENANT);
			const { endpointId } = endpoint;
			await opened.store.endpoints.insert(endpoint, []);
			const results = await race(await racers(opened), 50, async ({ endpoints }, index) => {
				const events = buildEvents(SUBJECT, 2, { revision: 2 });
				const description = `Writer ${index}`;
				const result = await endpoints.update(TENANT, endpointId, 1, { description }, events);
				return { description, events, result };
			});
			expect(tally(results.map(({ result }) => result))).toStrictEqual(
				new Map([
					['done', 1],
					['stale', 49],
				]),
			);
			const winner = results.find(({ result }) => result === 'done');
			const found = await opened.store.endpoints.find(TENANT, endpointId);
			expect(found).toStrictEqual({ ...endpoint, description: winner?.description, revision: 2 });
			const told = await pendingIn(opened.store, endpointDocument(TENANT, endpointId));
			expect(told).toStrictEqual(winner?.events);
		},
	},
	{
		name: 'rejects an update into a slot that another endpoint has, and writes nothing of it',
		async run({ store }) {
			const [first, second] = [buildEndpoint(TENANT), buildEndpoint(TENANT)];
			for (const endpoint of [first, second]) await store.endpoints.insert(endpoint, []);
			const changes = { slot: first.slot, description: 'Moved' };
			const updating = store.endpoints.update(TENANT, second.endpointId, 1, changes, buildEvents(SUBJECT, 1));
			await expect(updating).rejects.toBeInstanceOf(StoreUnavailableError);
			expect(await store.endpoints.find(TENANT, second.endpointId)).toStrictEqual(second);
			expect(await store.outbox.pending(10)).toStrictEqual([]);
		},
	},
	{
		name: 'frees the slot of a removed endpoint, which is listed no more but still found',
		async run({ store: { endpoints } }) {
			const first = buildEndpoint(TENANT);
			const second = buildEndpoint(TENANT, { slot: first.slot });
			for (const endpoint of [first, second]) {
				const { endpointId, slot } = endpoint;
				expect(await endpoints.insert(endpoint, [])).toBe('done');
				const removal = {
					status: 'removed',
					slot: `removed:${endpointId}`,
					signingSecrets: [],
					removedAt: BUILT_AT,
				} as const;
				expect(await endpoints.slots(TENANT)).toStrictEqual([slot]);
				expect(await endpoints.update(TENANT, endpointId, 1, removal, [])).toBe('done');
				expect(await endpoints.slots(TENANT)).toStrictEqual([]);
				expect(await endpoints.live(TENANT)).toStrictEqual([]);
				expect(await endpoints.list(TENANT, { limit: 10 })).toStrictEqual([]);
				expect(await endpoints.find(TENANT, endpointId)).toStrictEqual({ ...endpoint, ...removal, revision: 2 });
			}
		},
	},
	{
		name: 'purges what was removed before a time once its events are relayed, up to a limit',
		async run({ store }) {
			const { endpoints, outbox } = store;
			const removed = (fields: { removedAt: number }, tenant = TENANT) => {
				const built = buildEndpoint(tenant, { status: 'removed', signingSecrets: [], ...fields });
				return { ...built, slot: `removed:${built.endpointId}` };
			};
			const old = Object.values(STRANGERS).map((stranger) => removed({ removedAt: BUILT_AT - 1 }, stranger));
			for (const endpoint of old) await endpoints.insert(endpoint, []);
			const live = buildEndpoint(TENANT);
			const recent = removed({ removedAt: BUILT_AT });
			const waiting = removed({ removedAt: BUILT_AT - 2 });
			for (const endpoint of [live, recent]) await endpoints.insert(endpoint, []);
			const events = buildEvents(SUBJECT, 1);
			await endpoints.insert(waiting, events);
			expect(await endpoints.purgeRemoved(BUILT_AT, 2)).toBe(2);
			expect(await endpoints.purgeRemoved(BUILT_AT, 100)).toBe(old.length - 2);
			expect(await endpoints.purgeRemoved(BUILT_AT, 100)).toBe(0);
			expect(await endpoints.find(TENANT, waiting.endpointId)).toStrictEqual(waiting);
			await outbox.take(
				endpointDocument(TENANT, waiting.endpointId),
				events.map(({ id }) => id),
			);
			expect(await endpoints.purgeRemoved(BUILT_AT, 100)).toBe(1);
			expect(await endpoints.find(TENANT, live.endpointId)).toStrictEqual(live);
			expect(await endpoints.find(TENANT, recent.endpointId)).toStrictEqual(recent);
		},
	},
];
