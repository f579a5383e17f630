import { type EndpointRepository, FIRST_TOMBSTONE_SLOT } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays, prepareRows } from '../database/rows.ts';
import { commitTo } from '../events/commit.ts';
import type { EventTable } from '../events/table.ts';
import { ENDPOINT_COLUMNS, endpointAssignments, endpointKey, endpointOf } from './columns.ts';
import { endpointInsert } from './insert.ts';
import { endpointQueues } from './queues.ts';
import { endpointSweeps } from './sweeps.ts';

export function endpointRepository(connection: Connection, events: EventTable): EndpointRepository {
	const { database, read, write, shred } = connection;
	const find = prepareRows(
		database,
		`SELECT ${ENDPOINT_COLUMNS} FROM endpoints WHERE endpoint_id = ? AND customer_id = ? AND domain_id = ?`,
		endpointOf,
	);
	const slotTaken = database.prepare('SELECT 1 FROM endpoints WHERE customer_id = ? AND domain_id = ? AND slot = ?');
	const slots = prepareArrays<[slot: string]>(
		database,
		'SELECT slot FROM endpoints WHERE customer_id = ? AND domain_id = ? AND slot < ? ORDER BY slot',
	);
	const live = prepareRows(
		database,
		`SELECT ${ENDPOINT_COLUMNS} FROM endpoints WHERE customer_id = ? AND domain_id = ? AND live = 1`,
		endpointOf,
	);
	const first = prepareRows(
		database,
		`SELECT ${ENDPOINT_COLUMNS} FROM endpoints WHERE customer_id = ? AND domain_id = ? AND live = 1
		 ORDER BY created_at DESC, endpoint_id DESC LIMIT ?`,
		endpointOf,
	);
	const following = prepareRows(
		database,
		`SELECT ${ENDPOINT_COLUMNS} FROM endpoints
		 WHERE customer_id = ? AND domain_id = ? AND live = 1 AND (created_at, endpoint_id) < (?, ?)
		 ORDER BY created_at DESC, endpoint_id DESC LIMIT ?`,
		endpointOf,
	);
	const insertRow = endpointInsert(database);
	const commit = commitTo(database, events, 'endpoints', 'endpoint_id');

	return {
		insert: (added, addedEvents) =>
			write(() => {
				const { customerId, domainId, slot } = added;
				if (slotTaken.get(customerId, domainId, slot) !== undefined) return 'slot_taken';
				insertRow(added);
				events.append(endpointKey(added, added.endpointId), addedEvents);
				return 'done';
			}),
		find: ({ customerId, domainId }, endpointId) => read(() => find.get(endpointId, customerId, domainId)),
		list: ({ customerId, domainId }, { limit, after }) =>
			read(() =>
				after === undefined
					? first.all(customerId, domainId, limit)
					: following.all(customerId, domainId, after.createdAt, after.endpointId, limit),
			),
		live: ({ customerId, domainId }) => read(() => live.all(customerId, domainId)),
		slots: ({ customerId, domainId }) =>
			read(() => slots.all(customerId, domainId, FIRST_TOMBSTONE_SLOT).map(([slot]) => slot)),
		async update(tenant, endpointId, expectedRevision, changes, addedEvents) {
			const key = endpointKey(tenant, endpointId);
			const result = await write(() => commit(key, expectedRevision, endpointAssignments(changes), addedEvents));
			if (result === 'done' && changes.signingSecrets !== undefined) await shred();
			return result;
		},
		...endpointQueues(connection),
		...endpointSweeps(connection),
	};
}
