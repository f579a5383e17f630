import type { DatabaseSync } from 'node:sqlite';
import type { DocumentKey, Endpoint } from '@latchkey/core';
import { prepareArrays } from '../database/rows.ts';
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryOf, deliveryValues } from '../deliveries/columns.ts';
import type { EventLeases } from '../events/leases.ts';
import { type EventTable, sourceOf } from '../events/table.ts';
import { counter, eventsPut, type TransferTable } from '../transfer/tables.ts';
import { ENDPOINT_COLUMNS, type EndpointRow, endpointOf } from './columns.ts';
import { endpointInsert } from './insert.ts';

export function endpointRecords(
	database: DatabaseSync,
	events: EventTable,
	leases: EventLeases,
): TransferTable<'endpoints'> {
	const page = prepareArrays<EndpointRow>(
		database,
		`SELECT ${ENDPOINT_COLUMNS} FROM endpoints WHERE endpoint_id > ? ORDER BY endpoint_id LIMIT ?`,
	);
	const remove = database.prepare('DELETE FROM endpoints WHERE endpoint_id = ?');
	const insert = endpointInsert(database);
	const putEvents = eventsPut(events, leases);
	const documentOf = (endpoint: Endpoint): DocumentKey => ({
		tenant: endpoint,
		kind: 'endpoint',
		id: endpoint.endpointId,
	});
	return {
		page: ([after = ''], limit) =>
			page.all(after, limit).map((row) => {
				const endpoint = endpointOf(row);
				return { endpoint, events: events.of(sourceOf(documentOf(endpoint))) };
			}),
		keyOf: ({ endpoint: { endpointId } }) => [endpointId],
		put({ endpoint, events: pending }) {
			const { changes } = remove.run(endpoint.endpointId);
			insert(endpoint);
			putEvents(documentOf(endpoint), pending);
			return changes !== 0;
		},
		count: counter(database, 'endpoints'),
	};
}

export function deliveryRecords(database: DatabaseSync): TransferTable<'deliveries'> {
	const page = prepareArrays<DeliveryRow>(
		database,
		`SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE delivery_id > ? ORDER BY delivery_id LIMIT ?`,
	);
	const put = database.prepare(
		`INSERT OR REPLACE INTO deliveries (${DELIVERY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	);
	return {
		page: ([after = ''], limit) => page.all(after, limit).map(deliveryOf),
		keyOf: ({ deliveryId }) => [deliveryId],
		put(delivery) {
			put.run(...deliveryValues(delivery));
			return false;
		},
		count: counter(database, 'deliveries'),
	};
}
