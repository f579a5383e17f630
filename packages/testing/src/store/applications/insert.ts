import { type ClientApplication, slotName } from '@latchkey/core';
import { expect } from 'vitest';
import { pendingOf, tally } from '../assertions.ts';
import { buildApplication, buildEndedSecret, buildPublicKey, buildSecret } from '../builders/applications.ts';
import { BUILT_AT } from '../builders/built.ts';
import { buildCertificate } from '../builders/certificates.ts';
import { buildEvents } from '../builders/events.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { TENANT } from '../tenants.ts';

const AWKWARD = `Ｇerät „№ 7“ 🏳️‍🌈 e\u0301 \u{1F9D1}\u200D\u{1F527} "quoted" 'single' \\ %_ $set {"$ne":1} ﷽ 日本語 \u00a0`;

const FULL: ClientApplication = buildApplication(TENANT, {
	name: AWKWARD,
	description: `${AWKWARD}\n\tsecond line`,
	ownerId: '!user@example.com~$.x',
	privileges: ['devices:read', "it's", '$where', 'a.b'],
	status: 'disabled',
	secrets: [
		buildSecret({ sealed: null, hint: '"\\%_', expiresAt: BUILT_AT + 1, overlapEndsAt: BUILT_AT + 2 }),
		buildSecret(),
	],
	certificates: [
		buildCertificate({ subject: AWKWARD, overlapEndsAt: BUILT_AT + 1, adoptedAt: BUILT_AT + 2, expiryNoticeMs: 3 }),
		buildCertificate({ origin: 'registered', generation: null, ancestors: ['sec_1', 'crt_1'] }),
	],
	endedSecrets: [
		buildEndedSecret({ ancestors: ['sec_parent', 'sec_$a.b'], leakedAt: BUILT_AT + 9 }),
		buildEndedSecret({ fingerprint: null }),
	],
	publicKeys: [buildPublicKey(), buildPublicKey()],
	keySet: { keyId: 'jwks_1', uri: 'https://keys.example/jwks', createdAt: BUILT_AT, createdBy: 'user-1' },
	revokedCredentials: [{ credentialId: 'sec_revoked', revokedAt: BUILT_AT + 3 }],
	tokenEpoch: 7,
	createdAt: BUILT_AT + 4,
	createdBy: 'somebody-else',
	updatedAt: BUILT_AT + 5,
	removedAt: BUILT_AT + 6,
	invalidatedAt: BUILT_AT + 7,
	nextDueAt: BUILT_AT + 8,
	requestDigest: 'cmVxdWVzdA',
});

export const insertCases: readonly StoreCase[] = [
	{
		name: 'gives every field back as it was inserted',
		async run({ store }) {
			const bare = buildApplication(TENANT, { secrets: [], privileges: [], description: '' });
			for (const application of [FULL, bare]) {
				expect(await store.applications.insert(application, [])).toBe('done');
				expect(await store.applications.find(TENANT, application.clientId)).toStrictEqual(application);
			}
		},
	},
	{
		name: 'finds nothing where there is nothing',
		async run({ store }) {
			const { clientId } = buildApplication(TENANT);
			expect(await store.applications.find(TENANT, clientId)).toBeUndefined();
			expect(await store.applications.list(TENANT, { limit: 100 })).toStrictEqual([]);
			expect(await store.applications.slots(TENANT)).toStrictEqual([]);
			expect(await store.applications.count(TENANT)).toBe(0);
		},
	},
	{
		name: 'refuses a second application of one Client ID, and leaves the first one as it was',
		async run({ store }) {
			const first = buildApplication(TENANT);
			const second = buildApplication(TENANT, { clientId: first.clientId, name: 'another one' });
			expect(await store.applications.insert(first, [])).toBe('done');
			expect(await store.applications.insert(second, buildEvents(second, 1))).toBe('client_id_taken');
			expect(await store.applications.find(TENANT, first.clientId)).toStrictEqual(first);
			expect(await store.applications.slots(TENANT)).toStrictEqual([first.slot]);
			expect(await store.outbox.pending(10)).toStrictEqual([]);
		},
	},
	{
		name: 'refuses a second application in one slot, and keeps nothing of it',
		async run({ store }) {
			const first = buildApplication(TENANT);
			const second = buildApplication(TENANT, { slot: first.slot });
			expect(await store.applications.insert(first, [])).toBe('done');
			expect(await store.applications.insert(second, buildEvents(second, 1))).toBe('slot_taken');
			expect(await store.applications.find(TENANT, second.clientId)).toBeUndefined();
			expect(await store.applications.find(TENANT, first.clientId)).toStrictEqual(first);
			expect(await store.outbox.pending(10)).toStrictEqual([]);
		},
	},
	{
		name: 'tells of the Client ID where both it and the slot are taken',
		async run({ store: { applications } }) {
			const first = buildApplication(TENANT);
			const other = buildApplication(TENANT);
			for (const application of [first, other]) expect(await applications.insert(application, [])).toBe('done');
			expect(await applications.insert(first, []), 'both by one').toBe('client_id_taken');
			expect(await applications.insert({ ...first, slot: other.slot }, []), 'by two').toBe('client_id_taken');
			expect(await applications.find(TENANT, first.clientId)).toStrictEqual(first);
		},
	},
	{
		name: 'commits the events of an insert with it, in their order',
		async run({ store }) {
			const application = buildApplication(TENANT);
			const events = buildEvents(application, 3);
			await store.applications.insert(application, events);
			expect(await pendingOf(store, TENANT, application.clientId)).toStrictEqual(events);
		},
	},
	{
		name: 'fills each of 63 slots exactly once when 200 inserts race for them',
		async run(opened) {
			const slots = Array.from({ length: 63 }, (_, index) => slotName(index));
			const results = await race(await racers(opened), 200, async ({ applications }, index) => {
				const application = buildApplication(TENANT, { slot: slots[index % slots.length] ?? '' });
				return { application, result: await applications.insert(application, buildEvents(application, 1)) };
			});
			const { applications, outbox } = opened.store;
			expect(tally(results.map(({ result }) => result))).toStrictEqual(
				new Map([
					['done', 63],
					['slot_taken', 137],
				]),
			);
			expect(await applications.slots(TENANT)).toStrictEqual(slots);
			expect(await applications.count(TENANT)).toBe(63);
			const winners = results.filter(({ result }) => result === 'done').map(({ application }) => application.clientId);
			const listed = await applications.list(TENANT, { limit: 100 });
			expect(listed.map(({ clientId }) => clientId).sort()).toStrictEqual(winners.sort());
			const told = await outbox.pending(1000);
			expect(told.map(({ document }) => document.id).sort()).toStrictEqual(winners);
		},
	},
	{
		name: 'inserts one application of a Client ID when 20 inserts race with it in 20 slots',
		async run(opened) {
			const { clientId } = buildApplication(TENANT);
			const results = await race(await racers(opened), 20, ({ applications }, index) =>
				applications.insert(buildApplication(TENANT, { clientId, slot: slotName(index) }), []),
			);
			expect(tally(results)).toStrictEqual(
				new Map([
					['done', 1],
					['client_id_taken', 19],
				]),
			);
			expect(await opened.store.applications.slots(TENANT)).toHaveLength(1);
		},
	},
];
