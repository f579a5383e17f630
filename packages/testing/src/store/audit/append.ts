import type { AuditEntry } from '@latchkey/core';
import { expect } from 'vitest';
import { race, racers, type StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';
import { buildAuditEntries, buildAuditEntry, chainIn } from './entries.ts';

const DONE = { appended: 1, conflict: null };

export const auditAppendCases: readonly StoreCase[] = [
	{
		name: 'gives entries back as they were appended, whatever they hold',
		async run({ store }) {
			const text = `'"\\ \u2028 🏳️‍🌈 $set a.b %_ \n\t`;
			const entries = [
				buildAuditEntry(TENANT, 1, { data: { name: text, list: [text, 1, null, true], inner: { $gt: { a: [] } } } }),
				buildAuditEntry(TENANT, 2, { type: 'policy.changed', clientId: null, data: {} }),
				buildAuditEntry(TENANT, 3, { actor: { kind: 'system', id: null, credentialId: null, address: null } }),
				buildAuditEntry(TENANT, 4, {
					actor: { kind: 'client', id: text, credentialId: 'sec_1', address: '2001:db8::1' },
					at: 0,
					link: 'Aa-_09',
					mac: 'zZ',
				}),
				buildAuditEntry(TENANT, 5, { at: Number.MAX_SAFE_INTEGER, type: 'access.refused' }),
			];
			expect(await store.audit.append(TENANT, entries)).toStrictEqual({ appended: 5, conflict: null });
			expect(await chainIn(store, TENANT)).toStrictEqual(entries);
			expect(await store.audit.head(TENANT)).toStrictEqual(entries.at(-1));
		},
	},
	{
		name: 'has nothing of a domain in which nothing happened',
		async run({ store: { audit } }) {
			expect(await audit.head(TENANT)).toBeUndefined();
			expect(await audit.checkpoint(TENANT)).toBeUndefined();
			expect(await audit.read(TENANT, 0, 10)).toStrictEqual([]);
			expect(await audit.list(TENANT, { limit: 10 })).toStrictEqual([]);
			expect(await audit.append(TENANT, [])).toStrictEqual({ appended: 0, conflict: null });
			expect(await audit.known(TENANT, ['evt_1'])).toStrictEqual(new Set());
			expect(await audit.known(TENANT, [])).toStrictEqual(new Set());
			expect(await audit.tenants(undefined, 10)).toStrictEqual([]);
			expect(await audit.expired(Number.MAX_SAFE_INTEGER, undefined, 10)).toStrictEqual([]);
		},
	},
	{
		name: 'refuses a second entry of one sequence, and keeps the first as it was',
		async run({ store }) {
			const [first, second] = buildAuditEntries(TENANT, 1, 2);
			if (first === undefined || second === undefined) throw new Error('too few were built');
			await store.audit.append(TENANT, [first, second]);
			for (const sequence of [1, 2]) {
				const refused = await store.audit.append(TENANT, [buildAuditEntry(TENANT, sequence)]);
				expect(refused).toStrictEqual({ appended: 0, conflict: 'sequence_taken' });
			}
			expect(await chainIn(store, TENANT)).toStrictEqual([first, second]);
		},
	},
	{
		name: 'refuses a second entry of one event, also where its place is taken too',
		async run({ store }) {
			const [first, second] = buildAuditEntries(TENANT, 1, 2);
			if (first === undefined || second === undefined) throw new Error('too few were built');
			await store.audit.append(TENANT, [first, second]);
			for (const sequence of [1, 2, 3]) {
				const again = buildAuditEntry(TENANT, sequence, { eventId: first.eventId });
				expect(await store.audit.append(TENANT, [again])).toStrictEqual({ appended: 0, conflict: 'event_known' });
			}
			expect(await chainIn(store, TENANT)).toStrictEqual([first, second]);
			const asked = [second.eventId, 'evt_unknown', first.eventId];
			expect(await store.audit.known(TENANT, asked)).toStrictEqual(new Set([first.eventId, second.eventId]));
		},
	},
	{
		name: 'appends a batch up to the first entry that it refuses, and nothing after it',
		async run({ store }) {
			const [known] = buildAuditEntries(TENANT, 1, 1);
			if (known === undefined) throw new Error('too few were built');
			await store.audit.append(TENANT, [known]);
			const batch = buildAuditEntries(TENANT, 2, 4).map((entry, index) =>
				index === 2 ? { ...entry, eventId: known.eventId } : entry,
			);
			expect(await store.audit.append(TENANT, batch)).toStrictEqual({ appended: 2, conflict: 'event_known' });
			expect(await chainIn(store, TENANT)).toStrictEqual([known, ...batch.slice(0, 2)]);
			await store.audit.append(TENANT, [buildAuditEntry(TENANT, 5)]);
			const late = buildAuditEntries(TENANT, 4, 3);
			expect(await store.audit.append(TENANT, late)).toStrictEqual({ appended: 1, conflict: 'sequence_taken' });
			expect((await chainIn(store, TENANT)).map(({ sequence }) => sequence)).toStrictEqual([1, 2, 3, 4, 5]);
		},
	},
	{
		name: 'makes one chain without a gap of what 20 writers append at once, each event once',
		async run(opened) {
			const events = Array.from({ length: 10 }, () => buildAuditEntry(TENANT, 0).eventId);
			await race(await racers(opened), 20, async ({ audit }, writer) => {
				// Every event is tried by two writers.
				const eventId = events[writer % events.length] ?? '';
				for (;;) {
					const sequence = ((await audit.head(TENANT))?.sequence ?? 0) + 1;
					const entry = buildAuditEntry(TENANT, sequence, { eventId, data: { writer } });
					const { conflict } = await audit.append(TENANT, [entry]);
					if (conflict !== 'sequence_taken') return;
				}
			});
			const chain = await chainIn(opened.store, TENANT);
			expect(chain.map(({ sequence }) => sequence)).toStrictEqual(events.map((_, index) => index + 1));
			expect(chain.map(({ eventId }) => eventId).sort()).toStrictEqual(events.toSorted());
		},
	},
	{
		name: 'keeps the chains of strangers apart: each begins at 1, and may tell of the same event',
		async run({ store }) {
			const ours = buildAuditEntries(TENANT, 1, 3);
			await store.audit.append(TENANT, ours);
			for (const stranger of Object.values(STRANGERS)) {
				expect(await store.audit.head(stranger)).toBeUndefined();
				const eventIds = ours.map(({ eventId }) => eventId);
				expect(await store.audit.known(stranger, eventIds)).toStrictEqual(new Set());
				const theirs: AuditEntry[] = ours.map((entry) => ({ ...entry, ...stranger, data: { theirs: true } }));
				for (const entry of theirs) expect(await store.audit.append(stranger, [entry])).toStrictEqual(DONE);
				expect(await chainIn(store, stranger)).toStrictEqual(theirs);
				expect(await store.audit.head(stranger)).toStrictEqual(theirs.at(-1));
			}
			expect(await chainIn(store, TENANT)).toStrictEqual(ours);
		},
	},
	{
		name: 'appends to the chain of the tenant that it is called with, whatever the entry says',
		async run({ store }) {
			const [stranger] = Object.values(STRANGERS);
			if (stranger === undefined) throw new Error('there is no stranger');
			await store.audit.append(TENANT, [buildAuditEntry(stranger, 1)]);
			expect(await chainIn(store, stranger)).toStrictEqual([]);
			expect(await chainIn(store, TENANT)).toMatchObject([{ ...TENANT, sequence: 1 }]);
		},
	},
	{
		name: 'keeps what it acknowledged over a restart',
		reopens: true,
		async run({ store, reopen }) {
			const entries = buildAuditEntries(TENANT, 1, 3);
			await store.audit.append(TENANT, entries);
			const reopened = await reopen?.();
			expect(reopened).toBeDefined();
			if (reopened !== undefined) expect(await chainIn(reopened, TENANT)).toStrictEqual(entries);
		},
	},
];
