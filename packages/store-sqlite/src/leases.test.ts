import { DatabaseSync } from 'node:sqlite';
import { type Claim, type Store, StoreUnavailableError, tombstoneSlot } from '@latchkey/core';
import { BUILT_AT, buildApplication, buildEvents } from '@latchkey/testing';
import { expect, it, onTestFinished } from 'vitest';
import { scratchFile } from '../test/scratch-file.ts';
import { sqliteStore } from './store.ts';

const TENANT = { customerId: 'acme', domainId: 'emm' };
const CLAIM: Claim = { holder: 'holder-1', now: BUILT_AT, leaseMs: 30_000, limit: 10 };

async function openBeside(): Promise<{ readonly store: Store; readonly other: DatabaseSync }> {
	const file = scratchFile();
	const store = await sqliteStore({ file, lockTimeoutMs: 0 });
	const other = new DatabaseSync(file);
	onTestFinished(async () => {
		other.close();
		await store.close();
	});
	return { store, other };
}

const leasesIn = (database: DatabaseSync): unknown[] =>
	database.prepare('SELECT source, holder FROM event_leases').all();

it('claims nothing and releases nothing without the write lock, and writes nothing', async () => {
	const { store, other } = await openBeside();
	const key = { tenant: TENANT, clientId: 'lk.acme.emm.unknown' };
	const version = (): unknown => other.prepare('PRAGMA data_version').get();
	const before = version();
	other.exec('BEGIN IMMEDIATE');
	expect(await store.dueWork.claim(CLAIM)).toStrictEqual([]);
	expect(await store.outbox.claim(CLAIM)).toStrictEqual([]);
	await store.dueWork.release('holder-1', [key]);
	const application = { tenant: TENANT, kind: 'application', id: key.clientId } as const;
	await store.outbox.release('holder-1', [application, { tenant: TENANT, kind: 'policy', id: null }]);
	other.exec('COMMIT');
	expect(version()).toStrictEqual(before);
});

it('hands out nothing where it cannot write the lease down', async () => {
	const { store, other } = await openBeside();
	const application = buildApplication(TENANT, { nextDueAt: BUILT_AT });
	await store.applications.insert(application, buildEvents(application, 1));
	other.exec('BEGIN IMMEDIATE');
	await expect(store.dueWork.claim(CLAIM)).rejects.toBeInstanceOf(StoreUnavailableError);
	await expect(store.outbox.claim(CLAIM)).rejects.toBeInstanceOf(StoreUnavailableError);
	other.exec('COMMIT');
	expect(await store.dueWork.claim(CLAIM)).toHaveLength(1);
	expect(await store.outbox.claim(CLAIM)).toHaveLength(1);
});

it('keeps no lease of a document whose events are gone, whatever took them', async () => {
	const { store, other } = await openBeside();
	const built = buildApplication(TENANT, { status: 'removed', removedAt: BUILT_AT - 1 });
	const application = { ...built, slot: tombstoneSlot(built.clientId) };
	const events = buildEvents(application, 2);
	await store.applications.insert(application, events);
	await store.outbox.claim(CLAIM);
	expect(leasesIn(other)).toMatchObject([{ source: application.clientId, holder: 'holder-1' }]);
	const [first = '', second = ''] = events.map(({ id }) => id);
	const document = { tenant: TENANT, kind: 'application', id: application.clientId } as const;
	await store.outbox.take(document, [first]);
	expect(leasesIn(other)).toHaveLength(1);
	await store.outbox.take(document, [second]);
	expect(leasesIn(other)).toStrictEqual([]);

	await store.transfer.write('applications', [{ application, events }]);
	await store.outbox.claim(CLAIM);
	expect(leasesIn(other)).toHaveLength(1);
	await store.transfer.write('applications', [{ application, events: [] }]);
	expect(leasesIn(other)).toStrictEqual([]);
	expect(await store.applications.purgeRemoved(BUILT_AT, 10)).toBe(1);
});

it('keeps no lease that is past, though nobody gave it back', async () => {
	const { store, other } = await openBeside();
	const leased = (): unknown[] =>
		other
			.prepare('SELECT client_id FROM due_leases')
			.all()
			.map((row) => row['client_id']);
	const [first, second] = [1, 2].map((count) => buildApplication(TENANT, { nextDueAt: BUILT_AT + count * 60_000 }));
	if (first === undefined || second === undefined) throw new Error('two were built');
	for (const application of [first, second]) await store.applications.insert(application, []);
	await store.dueWork.claim({ ...CLAIM, now: BUILT_AT + 60_000 });
	expect(leased()).toStrictEqual([first.clientId]);
	await store.dueWork.reschedule(TENANT, first.clientId, first.revision, null);
	await store.dueWork.claim({ ...CLAIM, now: BUILT_AT + 120_000 });
	expect(leased()).toStrictEqual([second.clientId]);
});
