import type { DatabaseSync } from 'node:sqlite';
import type { DocumentKey, LatchkeyEvent, UpdateResult } from '@latchkey/core';
import type { Assignments } from '../database/assignments.ts';
import { prepareArrays, statementCache } from '../database/rows.ts';
import type { EventTable } from './table.ts';

/**
 * Sets columns of one row and appends events, if its revision still is the expected one and its outbox has room; inside
 * the transaction of whoever calls.
 */
export type Commit = (
	document: DocumentKey,
	expectedRevision: number,
	assignments: Assignments,
	events: readonly LatchkeyEvent[],
) => UpdateResult;

/** `idColumn` is absent where a tenant has one row. */
export function commitTo(database: DatabaseSync, events: EventTable, table: string, idColumn?: string): Commit {
	const key = [idColumn, 'customer_id', 'domain_id'].filter((column) => column !== undefined);
	const isMeant = key.map((column) => `${column} = ?`).join(' AND ');
	const revisionOf = prepareArrays<[revision: number]>(database, `SELECT revision FROM ${table} WHERE ${isMeant}`);
	const statementOf = statementCache((sql) => database.prepare(sql));

	return (document, expectedRevision, { columns, values }, added) => {
		const { id, tenant } = document;
		const keyValues = [id, tenant.customerId, tenant.domainId].filter((value) => value !== null);
		if (revisionOf.get(...keyValues)?.[0] !== expectedRevision) return 'stale';
		if (!events.hasRoom(document, added)) return 'outbox_full';
		const set = ['revision', ...columns].map((column) => `${column} = ?`);
		const sql = `UPDATE ${table} SET ${set.join(', ')} WHERE ${isMeant}`;
		statementOf(sql).run(expectedRevision + 1, ...values, ...keyValues);
		events.append(document, added);
		return 'done';
	};
}
