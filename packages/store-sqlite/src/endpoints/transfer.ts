import type { DatabaseSync } from 'node:sqlite';
import { type PendingOf, type TransferTable, transferTable } from '../transfer/table.ts';
import { ENDPOINT_COLUMNS, type EndpointRow, endpointKey, endpointOf } from './columns.ts';
import { endpointInsert } from './insert.ts';

export function endpointRecords(database: DatabaseSync, pending: PendingOf): TransferTable<'endpoints'> {
	const insert = endpointInsert(database);
	return transferTable(database, {
		table: 'endpoints',
		columns: ENDPOINT_COLUMNS,
		key: { endpoint_id: '' },
		keyOf: ({ endpoint }) => [endpoint.endpointId],
		recordOf(row: EndpointRow) {
			const endpoint = endpointOf(row);
			return { endpoint, events: pending.of(endpointKey(endpoint, endpoint.endpointId)) };
		},
		insert({ endpoint, events }) {
			insert(endpoint);
			pending.put(endpointKey(endpoint, endpoint.endpointId), events);
		},
		holdsSecrets: true,
	});
}
