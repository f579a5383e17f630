import { type ApplicationChanges, StoreUnavailableError, tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { pendingOf, tally } from '../assertions.ts';
import { buildApplication, buildEndedSecret, buildPublicKey, buildSecret } from '../builders/applications.ts';
import { BUILT_AT } from '../builders/built.ts';
import { buildCertificate } from '../builders/certificates.ts';
import { buildEvents } from '../builders/events.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';

const EVERY_CHANGE: Required<ApplicationChanges> = {
	slot: '0000042',
	name: 'New name',
	description: 'New description',
	ownerId: 'user-2',
	privileges: ['reports:read', 'devices:write'],
	allowedAddresses: ['192.0.2.0/24', '2001:db8::1/128'],
	tokenLifetimeSeconds: 600,
	status: 'disabled',
	secrets: [buildSecret({ sealed: null }), buildSecret()],
	certificates: [buildCertificate(), buildCertificate({ origin: 'signed_request' })],
	endedSecrets: [buildEndedSecret({ ancestors: ['sec_parent'] })],
	publicKeys: [buildPublicKey({ kid: 'other' })],
	keySet: { keyId: 'jwks_other', uri: 'https://keys.example/jwks', createdAt: BUILT_AT + 1, createdBy: 'user-2' },
	revokedCredentials: [{ credentialId: 'sec_gone', revokedAt: BUILT_AT + 1 }],
	tokenEpoch: 3,
	createdAt: BUILT_AT + 2,
	createdBy: 'user-3',
	updatedAt: BUILT_AT + 4,
	removedAt: BUILT_AT + 5,
	invalidatedAt: BUILT_AT + 6,
	lifecycle: {
		rotation: {
			origin: 'schedule',
			startedAt: BUILT_AT,
			secretId: null,
			deadlineAt: BUILT_AT + 8,
			byEvidence: true,
			replaces: ['sec_1', 'sec_2'],
			stalledFor: BUILT_AT + 9,
		},
		rotationPostponedUntil: BUILT_AT + 10,
		activeSince: BUILT_AT + 11,
		idleWarning: { action: 'remove', idleSince: BUILT_AT, actionAt: BUILT_AT + 12, noticeMs: 13 },
		idleDisabledAt: BUILT_AT + 14,
		heldByManager: ['allowedAddresses', 'status'],
	},
	nextDueAt: BUILT_AT + 7,
	requestDigest: 'ZGlnZXN0',
};

export const updateCases: readonly StoreCase[] = [
	{
		name: 'sets the one field that changed, raises the revision by one and leaves the others',
		async run({ store: { applications } }) {
			for (const [field, value] of Object.entries(EVERY_CHANGE)) {
				const before = buildApplication(TENANT);
				await applications.insert(before, []);
				expect(await applications.update(TENANT, before.clientId, 1, { [field]: value }, [])).toBe('done');
				const after = { ...before, [field]: value, revision: 2 };
				expect(await applications.find(TENANT, before.clientId), field).toStrictEqual(after);
				await applications.update(TENANT, before.clientId, 2, { slot: tombstoneSlot(before.clientId) }, []);
			}
		},
	},
	{
		name: 'sets all fields in one write, and the nullable ones back to null',
		async run({ store: { applications } }) {
			const before = buildApplication(TENANT);
			await applications.insert(before, []);
			expect(await applications.update(TENANT, before.clientId, 1, EVERY_CHANGE, [])).toBe('done');
			const changed = { ...before, ...EVERY_CHANGE, revision: 2 };
			expect(await applications.find(TENANT, before.clientId)).toStrictEqual(changed);
			const nothing = { removedAt: null, invalidatedAt: null, nextDueAt: null, requestDigest: null };
			expect(await applications.update(TENANT, before.clientId, 2, nothing, [])).toBe('done');
			expect(await applications.find(TENANT, before.clientId)).toStrictEqual({ ...changed, ...nothing, revision: 3 });
		},
	},
	{
		name: 'changes neither identity nor revision, even if handed a whole document',
		async run({ store: { applications } }) {
			for (const stranger of Object.values(STRANGERS)) {
				const before = buildApplication(TENANT);
				await applications.insert(before, []);
				const foreign = { ...buildApplication(stranger, { revision: 99 }), name: 'New name' };
				const { clientId, customerId, domainId, revision, ...set } = foreign;
				expect(await applications.update(TENANT, before.clientId, 1, foreign, [])).toBe('done');
				const after = { ...before, ...set, revision: 2 };
				expect(await applications.find(TENANT, before.clientId)).toStrictEqual(after);
				expect(await applications.find({ customerId, domainId }, clientId)).toBeUndefined();
				expect(revision).not.toBe(after.revision);
			}
		},
	},
	{
		name: 'answers stale for another revision, earlier or later, and writes nothing',
		async run({ store }) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			await store.applications.insert(application, []);
			await store.applications.update(TENANT, clientId, 1, { name: 'Second' }, []);
			for (const revision of [0, 1, 3]) {
				const events = buildEvents(application, 1);
				const result = await store.applications.update(TENANT, clientId, revision, { name: 'Third' }, events);
				expect(result, `revision ${revision}`).toBe('stale');
			}
			const kept = { ...application, name: 'Second', revision: 2 };
			expect(await store.applications.find(TENANT, clientId)).toStrictEqual(kept);
			expect(await store.outbox.pending(10)).toStrictEqual([]);
		},
	},
	{
		name: 'answers stale where there is no such application, and makes none',
		async run({ store }) {
			const absent = buildApplication(TENANT);
			for (const revision of [0, 1]) {
				const events = buildEvents(absent, 1);
				expect(await store.applications.update(TENANT, absent.clientId, revision, absent, events)).toBe('stale');
			}
			expect(await store.applications.find(TENANT, absent.clientId)).toBeUndefined();
			expect(await store.outbox.pending(10)).toStrictEqual([]);
		},
	},
	{
		name: 'commits the events of an update with it, after those of earlier writes',
		async run({ store }) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			const first = buildEvents(application, 1);
			const second = buildEvents(application, 2, { revision: 2 });
			await store.applications.insert(application, first);
			await store.applications.update(TENANT, clientId, 1, { name: 'New' }, second);
			expect(await pendingOf(store, TENANT, clientId)).toStrictEqual([...first, ...second]);
		},
	},
	{
		name: 'lets exactly one of 50 racing updates of a revision win, with its events only',
		async run(opened) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			await opened.store.applications.insert(application, []);
			const results = await race(await racers(opened), 50, async ({ applications }, index) => {
				const events = buildEvents(application, 2, { revision: 2 });
				const name = `Writer ${index}`;
				return { name, events, result: await applications.update(TENANT, clientId, 1, { name }, events) };
			});
			expect(tally(results.map(({ result }) => result))).toStrictEqual(
				new Map([
					['done', 1],
					['stale', 49],
				]),
			);
			const winner = results.find(({ result }) => result === 'done');
			const found = await opened.store.applications.find(TENANT, clientId);
			expect(found).toStrictEqual({ ...application, name: winner?.name, revision: 2 });
			expect(await pendingOf(opened.store, TENANT, clientId)).toStrictEqual(winner?.events);
		},
	},
	{
		name: 'loses none of the changes of 20 writers that try again until they are through',
		async run(opened) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			await opened.store.applications.insert(application, []);
			await race(await racers(opened), 20, async ({ applications }) => {
				for (;;) {
					const found = await applications.find(TENANT, clientId);
					const { revision = 0, tokenEpoch = 0 } = found ?? {};
					const result = await applications.update(TENANT, clientId, revision, { tokenEpoch: tokenEpoch + 1 }, []);
					if (result === 'done') return;
				}
			});
			const found = await opened.store.applications.find(TENANT, clientId);
			expect(found).toStrictEqual({ ...application, tokenEpoch: 20, revision: 21 });
		},
	},
	{
		name: 'rejects an update into a slot that another application has, and writes nothing of it',
		async run({ store }) {
			const [first, second] = [buildApplication(TENANT), buildApplication(TENANT)];
			for (const application of [first, second]) await store.applications.insert(application, []);
			const { clientId } = second;
			const changes = { slot: first.slot, name: 'Moved' };
			const updating = store.applications.update(TENANT, clientId, 1, changes, buildEvents(second, 1));
			await expect(updating).rejects.toBeInstanceOf(StoreUnavailableError);
			expect(await store.applications.find(TENANT, clientId)).toStrictEqual(second);
			expect(await store.applications.find(TENANT, first.clientId)).toStrictEqual(first);
			expect(await store.outbox.pending(10)).toStrictEqual([]);
			expect(await store.applications.update(TENANT, clientId, 1, { name: 'Here' }, [])).toBe('done');
		},
	},
	{
		name: 'frees the slot of a removed application, which is neither listed nor counted but still found',
		async run({ store: { applications } }) {
			const first = buildApplication(TENANT);
			const second = buildApplication(TENANT, { slot: first.slot });
			for (const application of [first, second]) {
				const { clientId, slot } = application;
				expect(await applications.insert(application, [])).toBe('done');
				expect(await applications.slots(TENANT)).toStrictEqual([slot]);
				const removal = { status: 'removed', slot: tombstoneSlot(clientId), removedAt: BUILT_AT, secrets: [] } as const;
				expect(await applications.update(TENANT, clientId, 1, removal, [])).toBe('done');
				expect(await applications.slots(TENANT)).toStrictEqual([]);
				expect(await applications.count(TENANT)).toBe(0);
				expect(await applications.count(TENANT, application.ownerId)).toBe(0);
				expect(await applications.list(TENANT, { limit: 100 })).toStrictEqual([]);
				const found = await applications.find(TENANT, clientId);
				expect(found).toStrictEqual({ ...application, ...removal, revision: 2 });
			}
		},
	},
];
