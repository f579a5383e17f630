import type { DeliveryRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays, prepareInsert, prepareRows } from '../database/rows.ts';
import { DELIVERY_COLUMNS, deliveryOf, deliveryValues } from './columns.ts';
import { deliveryList } from './list.ts';
import { deliveryRemoval } from './removal.ts';

const OF_ENDPOINT = 'customer_id = ? AND domain_id = ? AND endpoint_id = ?';

export function deliveryRepository(connection: Connection): DeliveryRepository {
	const { database, read, snapshot, write } = connection;
	const find = prepareRows(
		database,
		`SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE delivery_id = ? AND ${OF_ENDPOINT}`,
		deliveryOf,
	);
	const known = database.prepare('SELECT 1 FROM deliveries WHERE delivery_id = ?');
	const highest = prepareArrays<[ordinal: number]>(
		database,
		`SELECT ordinal FROM deliveries WHERE ${OF_ENDPOINT} ORDER BY ordinal DESC LIMIT 1`,
	);
	const insert = prepareInsert(database, 'deliveries', DELIVERY_COLUMNS);
	const due = prepareRows(
		database,
		`SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE ${OF_ENDPOINT} AND status = 'pending' AND next_attempt_at <= ?
		 ORDER BY next_attempt_at, ordinal LIMIT ?`,
		deliveryOf,
	);
	const earliest = prepareArrays<[nextAttemptAt: number]>(
		database,
		`SELECT next_attempt_at FROM deliveries WHERE ${OF_ENDPOINT} AND status = 'pending'
		 ORDER BY next_attempt_at LIMIT 1`,
	);
	const record = database.prepare(
		`UPDATE deliveries SET attempts = attempts + 1, status = ?, next_attempt_at = ?, tries = ?, log = ?
		 WHERE delivery_id = ? AND customer_id = ? AND domain_id = ? AND attempts = ?`,
	);
	const replay = database.prepare(
		`UPDATE deliveries SET status = 'pending', next_attempt_at = 0, tries = 0
		 WHERE delivery_id = ? AND ${OF_ENDPOINT} AND NOT (status = 'pending' AND next_attempt_at = 0)`,
	);
	const pending = prepareArrays<[deliveryId: string]>(
		database,
		`SELECT delivery_id FROM deliveries WHERE ${OF_ENDPOINT} AND status = 'pending' LIMIT ?`,
	);
	const hold = database.prepare(`UPDATE deliveries SET status = 'held', next_attempt_at = NULL WHERE delivery_id = ?`);
	const list = deliveryList(database);

	return {
		insert: ({ customerId, domainId }, deliveries) =>
			write(() => {
				const ordinals = new Map<string, number>();
				let added = 0;
				for (const delivery of deliveries) {
					const { endpointId, deliveryId } = delivery;
					if (known.get(deliveryId) !== undefined) continue;
					added += 1;
					const last = ordinals.get(endpointId) ?? highest.get(customerId, domainId, endpointId)?.[0] ?? 0;
					const ordinal = last + 1;
					ordinals.set(endpointId, ordinal);
					insert.run(...deliveryValues({ ...delivery, customerId, domainId, ordinal }));
				}
				return added;
			}),
		find: ({ customerId, domainId }, endpointId, deliveryId) =>
			read(() => find.get(deliveryId, customerId, domainId, endpointId)),
		list: (tenant, endpointId, query) => snapshot(() => list(tenant, endpointId, query)),
		due: ({ customerId, domainId }, endpointId, now, limit) =>
			read(() => due.all(customerId, domainId, endpointId, now, limit)),
		nextAttemptAt: ({ customerId, domainId }, endpointId) =>
			read(() => earliest.get(customerId, domainId, endpointId)?.[0] ?? null),
		record: ({ customerId, domainId }, results) =>
			write(() => {
				let recorded = 0;
				for (const { deliveryId, expectedAttempts, status, nextAttemptAt, tries, log } of results) {
					const key = [deliveryId, customerId, domainId, expectedAttempts] as const;
					recorded += Number(record.run(status, nextAttemptAt, tries, JSON.stringify(log), ...key).changes);
				}
				return recorded;
			}),
		replay: ({ customerId, domainId }, endpointId, deliveryIds) =>
			write(() => {
				let replayed = 0;
				for (const deliveryId of deliveryIds) {
					replayed += Number(replay.run(deliveryId, customerId, domainId, endpointId).changes);
				}
				return replayed;
			}),
		hold: ({ customerId, domainId }, endpointId, limit) =>
			write(() => {
				const rows = pending.all(customerId, domainId, endpointId, limit);
				for (const [deliveryId] of rows) hold.run(deliveryId);
				return rows.length;
			}),
		...deliveryRemoval(connection),
	};
}
