import {
	type LatchkeyEvent,
	type Store,
	StoreUnavailableError,
	slotName,
	TRANSFER_KINDS,
	type TransferKind,
	type TransferRecords,
	tombstoneSlot,
} from '@latchkey/core';
import { expect } from 'vitest';
import { documentOf, everythingOf, pendingOf } from './assertions.ts';
import { buildAuditEntries, buildAuditEntry, buildCheckpoint } from './audit/entries.ts';
import { buildApplication, buildSecret } from './builders/applications.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildEvents } from './builders/events.ts';
import { buildHostKey } from './builders/keys.ts';
import { buildPolicy } from './builders/policies.ts';
import { buildUsage } from './builders/usage.ts';
import { claimOf } from './leases.ts';
import type { StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';
import { transferPagingCases } from './transfer-paging.ts';
import { readKind } from './transfer-reading.ts';

/** The others have cases of their own. */
const KINDS = [
	'hostKeys',
	'policies',
	'applications',
	'usage',
	'auditCheckpoints',
	'auditEntries',
] as const satisfies readonly TransferKind[];

type Export = { readonly [Kind in (typeof KINDS)[number]]: readonly TransferRecords[Kind][] };

async function exportOf(store: Store): Promise<Export> {
	return {
		hostKeys: await readKind(store, 'hostKeys', 3),
		policies: await readKind(store, 'policies', 3),
		applications: await readKind(store, 'applications', 3),
		usage: await readKind(store, 'usage', 3),
		auditCheckpoints: await readKind(store, 'auditCheckpoints', 3),
		auditEntries: await readKind(store, 'auditEntries', 3),
	};
}

async function importInto({ transfer }: Store, records: Export): Promise<void> {
	await transfer.write('hostKeys', records.hostKeys);
	await transfer.write('policies', records.policies);
	await transfer.write('applications', records.applications);
	await transfer.write('usage', records.usage);
	await transfer.write('auditCheckpoints', records.auditCheckpoints);
	await transfer.write('auditEntries', records.auditEntries);
}

/** Records of every tenant, each kind in the order of its keys: live, disabled and removed, with events and without. */
function buildExport(): Export {
	const tenants = [TENANT, ...Object.values(STRANGERS)].sort((a, b) =>
		a.customerId === b.customerId ? order(a.domainId, b.domainId) : order(a.customerId, b.customerId),
	);
	const shared = 'lk.acme.emm-eu.used-by-all';
	const applications = tenants.flatMap((tenant, index) => {
		const live = buildApplication(tenant, { revision: 7, slot: slotName(1), nextDueAt: BUILT_AT + index });
		const disabled = buildApplication(tenant, { status: 'disabled', slot: slotName(3), secrets: [buildSecret()] });
		const gone = buildApplication(tenant, { status: 'removed', removedAt: BUILT_AT, invalidatedAt: BUILT_AT });
		return [
			{ application: live, events: buildEvents(live, 3, { revision: 7 }) },
			{ application: disabled, events: [] },
			{ application: { ...gone, slot: tombstoneSlot(gone.clientId) }, events: buildEvents(gone, 1) },
		];
	});
	return {
		hostKeys: [buildHostKey(), buildHostKey({ createdAt: BUILT_AT - 1 })],
		policies: tenants.map((tenant, index) => ({
			policy: buildPolicy(tenant, { revision: 3, removedAt: index === 0 ? BUILT_AT : null }),
			events: buildEvents({ ...tenant, clientId: null }, index % 3),
		})),
		applications: applications.sort((a, b) => order(a.application.clientId, b.application.clientId)),
		usage: tenants.flatMap((tenant) =>
			['sec_1', 'sec_2'].map((credentialId) => ({ ...tenant, ...buildUsage({ clientId: shared, credentialId }) })),
		),
		auditCheckpoints: tenants.slice(1).map((tenant) => buildCheckpoint(buildAuditEntry(tenant, 8))),
		// In the order of numbers, which is not that of their digits.
		auditEntries: tenants.flatMap((tenant) => buildAuditEntries(tenant, 9, 3)),
	};
}

const order = (a: string, b: string): number => (a < b ? -1 : 1);

const withoutPosition = async ({ outbox }: Store) =>
	(await outbox.pending(100)).map(({ position: _, ...pending }) => pending);

export const transferCases: readonly StoreCase[] = [
	{
		name: 'reads back every record as it was written, in the order of the keys',
		async run({ store }) {
			const records = buildExport();
			await importInto(store, records);
			expect(await exportOf(store)).toStrictEqual(records);
			for (const kind of KINDS) {
				expect(await store.transfer.count(kind), kind).toBe(records[kind].length);
			}
		},
	},
	{
		name: 'reads nothing of an empty store, and counts none',
		async run({ store }) {
			expect(await exportOf(store)).toStrictEqual({
				hostKeys: [],
				policies: [],
				applications: [],
				usage: [],
				auditCheckpoints: [],
				auditEntries: [],
			});
			for (const kind of TRANSFER_KINDS) {
				await store.transfer.write(kind, []);
				expect(await store.transfer.count(kind), kind).toBe(0);
			}
		},
	},
	{
		name: 'reads what was written by all other methods: later changes, removed ones, and events not taken away',
		async run({ store }) {
			const [live, gone] = [buildApplication(TENANT), buildApplication(TENANT)];
			const events = buildEvents(live, 3);
			await store.applications.insert(live, events);
			await store.applications.update(TENANT, live.clientId, 1, { name: 'Renamed' }, []);
			await store.outbox.take(documentOf(TENANT, live.clientId), [events[1]?.id ?? '']);
			await store.applications.insert(gone, []);
			const removal = { status: 'removed', slot: tombstoneSlot(gone.clientId), removedAt: BUILT_AT } as const;
			const removed = buildEvents(gone, 1);
			await store.applications.update(TENANT, gone.clientId, 1, removal, removed);
			const policy = buildPolicy(TENANT);
			const ofPolicy = buildEvents({ ...TENANT, clientId: null }, 1);
			await store.policies.insert(policy);
			await store.policies.update(TENANT, 1, {}, ofPolicy);
			const usage = buildUsage({ clientId: live.clientId });
			await store.usage.record(TENANT, [usage]);
			const key = buildHostKey();
			await store.hostKeys.insert(key);
			const entries = buildAuditEntries(TENANT, 1, 4);
			await store.audit.append(TENANT, entries);
			const checkpoint = buildCheckpoint(buildAuditEntry(TENANT, 2));
			await store.audit.cut(checkpoint);
			expect(await exportOf(store)).toStrictEqual({
				hostKeys: [key],
				policies: [{ policy: { ...policy, revision: 2 }, events: ofPolicy }],
				applications: [
					{ application: { ...live, name: 'Renamed', revision: 2 }, events: [events[0], events[2]] },
					{ application: { ...gone, ...removal, revision: 2 }, events: removed },
				],
				usage: [{ ...TENANT, ...usage }],
				auditCheckpoints: [checkpoint],
				auditEntries: entries.slice(2),
			});
		},
	},
	{
		name: 'makes what was written serve: found, listed, counted, searched, due, fed, in its slot, at its revision',
		async run({ store }) {
			const { applications, policies, usage, hostKeys, audit, dueWork } = store;
			const records = buildExport();
			await importInto(store, records);
			const own = records.applications.filter(({ application }) => application.customerId === 'globex');
			const live = own.find(({ application }) => application.revision === 7);
			const gone = own.find(({ application }) => application.status === 'removed');
			if (live === undefined || gone === undefined) throw new Error('too few records were built');
			const { application, events } = live;
			expect(await applications.find(application, gone.application.clientId)).toStrictEqual(gone.application);
			expect(await applications.count(application)).toBe(2);
			expect(await applications.slots(application)).toStrictEqual([slotName(1), slotName(3)]);
			const found = await applications.list(application, { limit: 10, text: application.clientId.toUpperCase() });
			expect(found).toStrictEqual([application]);
			expect(await applications.invalidatedSince(BUILT_AT, undefined, 100)).toHaveLength(6);
			expect(await dueWork.nextAt()).toBe(BUILT_AT);
			const other = buildApplication(application, { slot: slotName(1) });
			expect(await applications.insert(other, [])).toBe('slot_taken');
			expect(await applications.update(application, application.clientId, 6, {}, [])).toBe('stale');
			expect(await pendingOf(store, application, application.clientId)).toStrictEqual(events);
			expect(await applications.update(application, application.clientId, 7, { name: 'On' }, [])).toBe('done');
			expect(await usage.find(application, ['lk.acme.emm-eu.used-by-all'])).toHaveLength(2);
			const [policy] = records.policies.filter((record) => record.policy.customerId === 'globex');
			expect(await policies.find(application)).toStrictEqual(policy?.policy);
			expect(await hostKeys.list()).toStrictEqual(records.hostKeys.toReversed());
			const entries = records.auditEntries.filter(({ customerId }) => customerId === 'globex');
			const [cut] = records.auditCheckpoints.filter(({ customerId }) => customerId === 'globex');
			expect(await audit.head(application)).toStrictEqual(entries.at(-1));
			expect(await audit.list(application, { limit: 10 })).toStrictEqual(entries.toReversed());
			expect(await audit.checkpoint(application)).toStrictEqual(cut);
			const again = buildAuditEntry(application, 12, { eventId: entries[0]?.eventId ?? '' });
			expect(await audit.append(application, [again])).toStrictEqual({ appended: 0, conflict: 'event_known' });
		},
	},
	{
		name: 'changes nothing by writing the same again, whole or a part',
		async run({ store }) {
			const records = buildExport();
			await importInto(store, records);
			const before = await Promise.all([TENANT, ...Object.values(STRANGERS)].map((one) => everythingOf(store, one)));
			await importInto(store, records);
			await store.transfer.write('applications', records.applications.slice(2, 5));
			await store.transfer.write('policies', records.policies.slice(1, 2));
			expect(await exportOf(store)).toStrictEqual(records);
			const after = await Promise.all([TENANT, ...Object.values(STRANGERS)].map((one) => everythingOf(store, one)));
			expect(after).toStrictEqual(before);
			expect(await withoutPosition(store)).toHaveLength(
				[...records.applications, ...records.policies].filter(({ events }) => events.length > 0).length,
			);
		},
	},
	{
		name: 'puts a record in the place of another one as a whole: fields, revision, slot and events',
		async run({ store }) {
			const { transfer, applications, policies, outbox } = store;
			const records = buildExport();
			await importInto(store, records);
			const record = records.applications.find(({ application }) => application.revision === 7);
			const [policy] = records.policies;
			const [usage] = records.usage;
			const [key] = records.hostKeys;
			if (record === undefined || policy === undefined || usage === undefined || key === undefined) {
				throw new Error('too few records were built');
			}
			const { clientId } = record.application;
			const more: LatchkeyEvent[] = buildEvents(record.application, 2);
			await applications.update(record.application, clientId, 7, { slot: slotName(9), name: 'Ahead' }, more);
			await outbox.take(documentOf(record.application, clientId), [record.events[0]?.id ?? '']);
			await policies.update(policy.policy, 3, { showOnce: true }, buildEvents({ ...policy.policy, clientId: null }, 2));
			await transfer.write('usage', [{ ...usage, tokensIssued: 99, lastUsedAt: BUILT_AT + 9 }]);
			const [entry] = records.auditEntries;
			const [checkpoint] = records.auditCheckpoints;
			if (entry === undefined || checkpoint === undefined) throw new Error('too few records were built');
			await transfer.write('auditEntries', [{ ...entry, data: { other: true }, mac: 'other' }]);
			await transfer.write('auditCheckpoints', [{ ...checkpoint, sequence: 3, proof: 'other' }]);
			await transfer.write('hostKeys', [{ ...key, wrapped: { keyEncryptionKeyId: 'kek-9', ciphertext: 'eA' } }]);
			expect(await exportOf(store)).not.toStrictEqual(records);
			await importInto(store, records);
			expect(await exportOf(store)).toStrictEqual(records);
			await transfer.write('applications', [{ ...record, events: [] }]);
			expect(await pendingOf(store, record.application, clientId), 'no events is what it says').toStrictEqual([]);
		},
	},
	{
		name: 'reads no leases with the records',
		async run({ store }) {
			const records = buildExport();
			await importInto(store, records);
			await store.dueWork.claim(claimOf({ now: BUILT_AT + 100 }));
			await store.outbox.claim(claimOf());
			expect(await exportOf(store)).toStrictEqual(records);
		},
	},
	{
		name: 'rejects a record in whose slot another application is, and leaves that one as it was',
		async run({ store }) {
			const first = buildApplication(TENANT);
			await store.applications.insert(first, []);
			const second = { application: buildApplication(TENANT, { slot: first.slot }), events: [] };
			await expect(store.transfer.write('applications', [second])).rejects.toBeInstanceOf(StoreUnavailableError);
			expect(await store.applications.find(TENANT, first.clientId)).toStrictEqual(first);
			expect(await store.applications.find(TENANT, second.application.clientId)).toBeUndefined();
		},
	},
	...transferPagingCases,
];
