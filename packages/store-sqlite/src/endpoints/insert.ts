import type { DatabaseSync } from 'node:sqlite';
import type { Endpoint } from '@latchkey/core';
import { statementCache } from '../database/rows.ts';
import { endpointAssignments } from './columns.ts';

/** Inserts a whole row; for the repositories, inside their own transactions. */
export function endpointInsert(database: DatabaseSync): (endpoint: Endpoint) => void {
	const statementOf = statementCache((sql) => database.prepare(sql));
	return (endpoint) => {
		const { endpointId, customerId, domainId, revision, nextAttemptAt, wakeups } = endpoint;
		const { columns, values } = endpointAssignments(endpoint);
		const all = [endpointId, customerId, domainId, revision, nextAttemptAt, wakeups, ...values];
		const into = ['endpoint_id', 'customer_id', 'domain_id', 'revision', 'next_attempt_at', 'wakeups', ...columns];
		const sql = `INSERT INTO endpoints (${into.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`;
		statementOf(sql).run(...all);
	};
}
