import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type ClientApplication, type ListQuery, searchKey, type Tenant } from '@latchkey/core';
import { prepareRows, statementCache } from '../database/rows.ts';
import { APPLICATION_COLUMNS, applicationOf } from './columns.ts';

type List = (tenant: Tenant, query: ListQuery) => readonly ClientApplication[];

/**
 * One page of live applications: every combination of filters is a statement of its own, so that each has its index.
 */
export function applicationList(database: DatabaseSync): List {
	const statementOf = statementCache((sql) => prepareRows(database, sql, applicationOf));

	return ({ customerId, domainId }, { limit, after, ownerId, status, text }) => {
		const conditions = ['customer_id = ?', 'domain_id = ?', 'live = 1'];
		const values: SQLInputValue[] = [customerId, domainId];
		const where = (condition: string, ...more: SQLInputValue[]): void => {
			conditions.push(condition);
			values.push(...more);
		};
		if (ownerId !== undefined) where('owner_id = ?', ownerId);
		if (after !== undefined) where('(created_at, client_id) < (?, ?)', after.createdAt, after.clientId);
		if (status !== undefined) where('status = ?', status);
		if (text !== undefined) {
			const key = searchKey(text);
			where('(instr(name_key, ?) > 0 OR instr(client_id_key, ?) > 0)', key, key);
		}
		const statement = statementOf(
			`SELECT ${APPLICATION_COLUMNS} FROM applications WHERE ${conditions.join(' AND ')}
			 ORDER BY created_at DESC, client_id DESC LIMIT ?`,
		);
		return statement.all(...values, limit);
	};
}
