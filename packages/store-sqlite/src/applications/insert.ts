import type { DatabaseSync } from 'node:sqlite';
import { type ClientApplication, searchKey } from '@latchkey/core';
import { statementCache } from '../database/rows.ts';
import { applicationAssignments } from './columns.ts';

/** Inserts a whole row; for the repositories, inside their own transactions. */
export function applicationInsert(database: DatabaseSync): (application: ClientApplication) => void {
	const statementOf = statementCache((sql) => database.prepare(sql));
	return (application) => {
		const { clientId, customerId, domainId, revision } = application;
		const { columns, values } = applicationAssignments(application);
		const all = [clientId, searchKey(clientId), customerId, domainId, revision, ...values];
		const into = ['client_id', 'client_id_key', 'customer_id', 'domain_id', 'revision', ...columns];
		const sql = `INSERT INTO applications (${into.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`;
		statementOf(sql).run(...all);
	};
}
