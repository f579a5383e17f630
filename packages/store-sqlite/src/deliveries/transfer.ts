import type { DatabaseSync } from 'node:sqlite';
import { prepareInsert } from '../database/rows.ts';
import { type TransferTable, transferTable } from '../transfer/table.ts';
import { DELIVERY_COLUMNS, deliveryOf, deliveryValues } from './columns.ts';

export function deliveryRecords(database: DatabaseSync): TransferTable<'deliveries'> {
	const insert = prepareInsert(database, 'deliveries', DELIVERY_COLUMNS);
	return transferTable(database, {
		table: 'deliveries',
		columns: DELIVERY_COLUMNS,
		key: { delivery_id: '' },
		keyOf: ({ deliveryId }) => [deliveryId],
		recordOf: deliveryOf,
		insert: (delivery) => insert.run(...deliveryValues(delivery)),
		holdsSecrets: false,
	});
}
