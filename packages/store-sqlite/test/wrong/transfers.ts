import type { Store, Transfer, TransferKind, TransferRecords } from '@latchkey/core';
import type { WrongStore } from './store.ts';

const transfer =
	(change: (right: Transfer, store: Store) => Partial<Transfer>) =>
	(store: Store): Store => ({ ...store, transfer: { ...store.transfer, ...change(store.transfer, store) } });

type AnyRecord = TransferRecords[TransferKind];

/** Reads each page as it should be, and then changes its records. */
const reading = (change: (records: readonly AnyRecord[]) => readonly AnyRecord[]) =>
	transfer((right) => ({
		async read<Kind extends TransferKind>(kind: Kind, after: string | undefined, limit: number) {
			const page = await right.read(kind, after, limit);
			return { ...page, records: change(page.records) as readonly TransferRecords[Kind][] };
		},
	}));

const writing = (change: (record: AnyRecord, store: Store) => Promise<AnyRecord | undefined>) =>
	transfer((right, store) => ({
		async write<Kind extends TransferKind>(kind: Kind, records: readonly TransferRecords[Kind][]) {
			const changed = await Promise.all(records.map((record) => change(record, store)));
			await right.write(kind, changed.filter((record) => record !== undefined) as TransferRecords[Kind][]);
		},
	}));

const withoutEvents = (record: AnyRecord): AnyRecord => ('events' in record ? { ...record, events: [] } : record);

export const wrongTransfers: readonly WrongStore[] = [
	{
		mistake: 'reading leaves events behind',
		caught: ['transfer: reads back every record', 'reads what was written by all other methods'],
		spoil: reading((records) => records.map(withoutEvents)),
	},
	{
		mistake: 'writing leaves events behind',
		caught: ['transfer: reads back every record', 'makes what was written serve'],
		spoil: writing(async (record) => withoutEvents(record)),
	},
	{
		mistake: 'removed applications are not read',
		caught: ['transfer: reads back every record', 'reads what was written by all other methods'],
		spoil: reading((records) =>
			records.filter((record) => !('application' in record) || record.application.status !== 'removed'),
		),
	},
	{
		mistake: 'writing keeps what is there',
		caught: ['puts a record in the place of another one as a whole'],
		spoil: writing(async (record, { applications }) => {
			if (!('application' in record)) return record;
			const { application } = record;
			return (await applications.find(application, application.clientId)) === undefined ? record : undefined;
		}),
	},
	{
		mistake: 'writing adds events to those that are there',
		caught: ['changes nothing by writing the same again', 'puts a record in the place of another one as a whole'],
		spoil: writing(async (record, { outbox }) => {
			if (!('application' in record)) return record;
			const { clientId } = record.application;
			const pending = (await outbox.pending(1000)).find((one) => one.document.id === clientId)?.events ?? [];
			const added = record.events.map((event) => ({ ...event, id: `${event.id}-${pending.length}` }));
			return { ...record, events: pending.length === 0 ? record.events : [...pending, ...added] };
		}),
	},
	{
		mistake: 'what is written begins at revision 1',
		caught: ['transfer: reads back every record', 'makes what was written serve'],
		spoil: writing(async (record) =>
			'application' in record ? { ...record, application: { ...record.application, revision: 1 } } : record,
		),
	},
	{
		mistake: 'usage is added to what is there',
		caught: ['changes nothing by writing the same again'],
		spoil: writing(async (record, { usage }) => {
			if (!('tokensIssued' in record)) return record;
			const found = await usage.find(record, [record.clientId]);
			const known = found.find(({ credentialId }) => credentialId === record.credentialId);
			return { ...record, tokensIssued: record.tokensIssued + (known?.tokensIssued ?? 0) };
		}),
	},
	{
		mistake: 'records come in no order',
		caught: ['transfer: reads back every record'],
		spoil: reading((records) => records.toReversed()),
	},
	{
		mistake: 'the next page begins with the last record of this one',
		caught: ['reads every record exactly once'],
		spoil: transfer((right) => ({
			async read(kind, after, limit) {
				const page = await right.read(kind, after, limit);
				if (page.next === null || limit === 1) return page;
				const shorter = await right.read(kind, after, limit - 1);
				return { records: page.records, next: shorter.next };
			},
		})),
	},
	{
		mistake: 'removed ones are not counted',
		caught: ['transfer: reads back every record'],
		spoil: transfer((right) => ({
			async count(kind) {
				const { records } = await right.read(kind, undefined, 1000);
				return records.filter((one) => !('application' in one) || one.application.status !== 'removed').length;
			},
		})),
	},
	{
		mistake: 'a slot that is taken is passed over in silence',
		caught: ['rejects a record in whose slot another application is'],
		spoil: transfer((right) => ({ write: (kind, records) => right.write(kind, records).catch(() => undefined) })),
	},
];
