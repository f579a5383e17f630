import type { DatabaseSync } from 'node:sqlite';
import { prepareInsert } from '../database/rows.ts';
import { type TransferTable, transferTable } from '../transfer/table.ts';
import { USED_ASSERTION_COLUMNS, usedAssertionOf, usedAssertionValues } from './used.ts';

export function usedAssertionRecords(database: DatabaseSync): TransferTable<'usedAssertions'> {
	const insert = prepareInsert(database, 'used_assertions', USED_ASSERTION_COLUMNS);
	return transferTable(database, {
		table: 'used_assertions',
		columns: USED_ASSERTION_COLUMNS,
		key: { customer_id: '', domain_id: '', client_id: '', digest: '' },
		keyOf: ({ customerId, domainId, clientId, digest }) => [customerId, domainId, clientId, digest],
		recordOf: usedAssertionOf,
		insert: (assertion) => insert.run(...usedAssertionValues(assertion, assertion)),
		holdsSecrets: false,
	});
}
