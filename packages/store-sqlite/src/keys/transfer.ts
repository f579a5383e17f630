import type { DatabaseSync } from 'node:sqlite';
import { prepareInsert } from '../database/rows.ts';
import { type TransferTable, transferTable } from '../transfer/table.ts';
import { HOST_KEY_COLUMNS, hostKeyOf, hostKeyValues } from './columns.ts';

export function hostKeyRecords(database: DatabaseSync): TransferTable<'hostKeys'> {
	const insert = prepareInsert(database, 'host_keys', HOST_KEY_COLUMNS);
	return transferTable(database, {
		table: 'host_keys',
		columns: HOST_KEY_COLUMNS,
		key: { key_id: '' },
		keyOf: ({ keyId }) => [keyId],
		recordOf: hostKeyOf,
		insert: (key) => insert.run(...hostKeyValues(key)),
		holdsSecrets: true,
	});
}
