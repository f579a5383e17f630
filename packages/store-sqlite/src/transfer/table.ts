import type { DatabaseSync } from 'node:sqlite';
import type { DocumentKey, LatchkeyEvent, Tenant, TransferKind, TransferRecords } from '@latchkey/core';
import { prepareArrays, prepareRows } from '../database/rows.ts';
import type { EventLeases } from '../events/leases.ts';
import { type EventTable, sourceOf } from '../events/table.ts';

/** Empty before the first. */
export type TransferKey = readonly (string | number)[];

/** One kind of record, inside the transactions of whoever calls. */
export interface TransferTable<Kind extends TransferKind> {
	/** Those after a key, or all where it is empty, in the order of their keys. */
	page(after: TransferKey, limit: number): TransferRecords[Kind][];
	keyOf(record: TransferRecords[Kind]): TransferKey;
	/** Whether a secret or a key may have been overwritten. */
	put(record: TransferRecords[Kind]): boolean;
	count(): number;
}

interface Kept<Kind extends TransferKind, Row> extends Pick<TransferTable<Kind>, 'keyOf'> {
	readonly table: string;
	readonly columns: string;
	/** The columns of the primary key, and what is not after the first of each. */
	readonly key: Readonly<Record<string, string | number>>;
	readonly recordOf: (row: Row) => TransferRecords[Kind];
	readonly insert: (record: TransferRecords[Kind]) => unknown;
	readonly holdsSecrets: boolean;
}

export function transferTable<Kind extends TransferKind, Row>(
	database: DatabaseSync,
	{ table, columns, key, keyOf, recordOf, insert, holdsSecrets }: Kept<Kind, Row>,
): TransferTable<Kind> {
	const keyColumns = Object.keys(key);
	const names = keyColumns.join(', ');
	const page = prepareRows(
		database,
		`SELECT ${columns} FROM ${table} WHERE (${names}) > (${keyColumns.map(() => '?').join(', ')})
		 ORDER BY ${names} LIMIT ?`,
		recordOf,
	);
	// Deleted, not replaced: what goes by the row, as its triggers, must see it go.
	const remove = database.prepare(
		`DELETE FROM ${table} WHERE ${keyColumns.map((column) => `${column} = ?`).join(' AND ')}`,
	);
	const count = prepareArrays<[records: number]>(database, `SELECT count(*) FROM ${table}`);
	return {
		page: (after, limit) => page.all(...(after.length === 0 ? Object.values(key) : after), limit),
		keyOf,
		put(record) {
			const { changes } = remove.run(...keyOf(record));
			insert(record);
			return holdsSecrets && changes !== 0;
		},
		count: () => count.get()?.[0] ?? 0,
	};
}

/** The pending events of documents, which go where these go. */
export interface PendingOf {
	of(document: DocumentKey): LatchkeyEvent[];
	/** In the place of what the document has. */
	put(document: DocumentKey, pending: readonly LatchkeyEvent[]): void;
}

export function pendingOf(events: EventTable, leases: EventLeases): PendingOf {
	return {
		of: (document) => events.of(sourceOf(document)),
		put(document, pending) {
			const source = sourceOf(document);
			events.takeAll(source);
			leases.endWithoutEvents(source);
			events.append(document, pending);
		},
	};
}

/** Of rows that begin with their tenant. */
export function withTenant<Row extends readonly unknown[], Part>(
	partOf: (row: Row) => Part,
): (row: readonly [customerId: string, domainId: string, ...Row]) => Tenant & Part {
	return ([customerId, domainId, ...row]) => ({ customerId, domainId, ...partOf(row) });
}
