import type { DatabaseSync } from 'node:sqlite';
import { counter, type TransferTable } from '../transfer/tables.ts';
import { USED_ASSERTION_COLUMNS, usedAssertionOf, usedAssertionValues } from './used.ts';

export function usedAssertionRecords(database: DatabaseSync): TransferTable<'usedAssertions'> {
	const page = database.prepare(
		`SELECT customer_id, domain_id, ${USED_ASSERTION_COLUMNS} FROM used_assertions
		 WHERE (customer_id, domain_id, client_id, digest) > (?, ?, ?, ?)
		 ORDER BY customer_id, domain_id, client_id, digest LIMIT ?`,
	);
	const put = database.prepare(
		`INSERT OR REPLACE INTO used_assertions (customer_id, domain_id, ${USED_ASSERTION_COLUMNS}) VALUES (?, ?, ?, ?, ?)`,
	);
	return {
		page: ([customerId = '', domainId = '', clientId = '', digest = ''], limit) =>
			page.all(customerId, domainId, clientId, digest, limit).map((row) => ({
				customerId: String(row['customer_id']),
				domainId: String(row['domain_id']),
				...usedAssertionOf(row),
			})),
		keyOf: ({ customerId, domainId, clientId, digest }) => [customerId, domainId, clientId, digest],
		put(assertion) {
			put.run(...usedAssertionValues(assertion, assertion));
			return false;
		},
		count: counter(database, 'used_assertions'),
	};
}
