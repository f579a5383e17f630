import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { AuditEntry, AuditQuery, Tenant } from '@latchkey/core';
import { prepareRows, statementCache } from '../database/rows.ts';
import { AUDIT_COLUMNS, auditEntryOf } from './columns.ts';

/** Newest first; every filter narrows a walk along an index in that order. */
export function auditList(database: DatabaseSync): (tenant: Tenant, query: AuditQuery) => AuditEntry[] {
	const statementOf = statementCache((sql) => prepareRows(database, sql, auditEntryOf));

	return ({ customerId, domainId }, { limit, after, clientId, type, actorId, from, to }) => {
		const conditions = ['customer_id = ?', 'domain_id = ?'];
		const values: SQLInputValue[] = [customerId, domainId];
		const where = (condition: string, ...more: SQLInputValue[]): void => {
			conditions.push(condition);
			values.push(...more);
		};
		if (clientId !== undefined) where('client_id = ?', clientId);
		if (actorId !== undefined) where('actor_id = ?', actorId);
		if (type !== undefined) where('type = ?', type);
		if (from !== undefined) where('at >= ?', from);
		if (to !== undefined) where('at < ?', to);
		if (after !== undefined) where('(at, sequence) < (?, ?)', after.at, after.sequence);
		const sql = `SELECT ${AUDIT_COLUMNS} FROM audit_entries WHERE ${conditions.join(' AND ')}
			ORDER BY at DESC, sequence DESC LIMIT ?`;
		return statementOf(sql).all(...values, limit);
	};
}
