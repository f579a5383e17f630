import { type DocumentKey, type EndpointRepository, FIRST_TOMBSTONE_SLOT, type Tenant } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays, statementCache } from '../database/rows.ts';
import type { EventTable } from '../events/table.ts';
import { ENDPOINT_COLUMNS, type EndpointRow, endpointAssignments, endpointOf } from './columns.ts';
import { endpointInsert } from './insert.ts';
import { endpointQueues } from './queues.ts';
import { endpointPurge } from './sweeps.ts';

export function endpointRepository(connection: Connection, events: EventTable): EndpointRepository {
	const { database, read, write, shred } = connection;
	const statementOf = statementCache((sql) => database.prepare(sql));
	const find = prepareArrays<EndpointRow>(
		database,
		`SELECT ${ENDPOINT_COLUMNS} FROM endpoints WHERE endpoint_id = ? AND customer_id = ? AND domain_id = ?`,
	);
	const slotTaken = database.prepare('SELECT 1 FROM endpoints WHERE customer_id = ? AND domain_id = ? AND slot = ?');
	const slots = prepareArrays<[slot: string]>(
		database,
		'SELECT slot FROM endpoints WHERE customer_id = ? AND domain_id = ? AND slot < ? ORDER BY slot',
	);
	const live = prepareArrays<EndpointRow>(
		database,
		`SELECT ${ENDPOINT_COLUMNS} FROM endpoints WHERE customer_id = ? AND domain_id = ? AND live = 1`,
	);
	const first = prepareArrays<EndpointRow>(
		database,
		`SELECT ${ENDPOINT_COLUMNS} FROM endpoints WHERE customer_id = ? AND domain_id = ? AND live = 1
		 ORDER BY created_at DESC, endpoint_id DESC LIMIT ?`,
	);
	const following = prepareArrays<EndpointRow>(
		database,
		`SELECT ${ENDPOINT_COLUMNS} FROM endpoints
		 WHERE customer_id = ? AND domain_id = ? AND live = 1 AND (created_at, endpoint_id) < (?, ?)
		 ORDER BY created_at DESC, endpoint_id DESC LIMIT ?`,
	);
	const insertRow = endpointInsert(database);

	return {
		insert: (added, addedEvents) =>
			write(() => {
				const { customerId, domainId, slot } = added;
				if (slotTaken.get(customerId, domainId, slot) !== undefined) return 'slot_taken';
				insertRow(added);
				events.append(documentOf(added, added.endpointId), addedEvents);
				return 'done';
			}),
		find: ({ customerId, domainId }, endpointId) =>
			read(() => {
				const row = find.get(endpointId, customerId, domainId);
				return row === undefined ? undefined : endpointOf(row);
			}),
		list: ({ customerId, domainId }, { limit, after }) =>
			read(() => {
				const rows =
					after === undefined
						? first.all(customerId, domainId, limit)
						: following.all(customerId, domainId, after.createdAt, after.endpointId, limit);
				return rows.map(endpointOf);
			}),
		live: ({ customerId, domainId }) => read(() => live.all(customerId, domainId).map(endpointOf)),
		slots: ({ customerId, domainId }) =>
			read(() => slots.all(customerId, domainId, FIRST_TOMBSTONE_SLOT).map(([slot]) => slot)),
		async update(tenant, endpointId, expectedRevision, changes, addedEvents) {
			const document = documentOf(tenant, endpointId);
			const result = await write(() => {
				const found = find.get(endpointId, tenant.customerId, tenant.domainId);
				if (found === undefined || endpointOf(found).revision !== expectedRevision) return 'stale';
				if (!events.hasRoom(document, addedEvents)) return 'outbox_full';
				const { columns, values } = endpointAssignments(changes);
				const set = ['revision', ...columns].map((column) => `${column} = ?`);
				const sql = `UPDATE endpoints SET ${set.join(', ')} WHERE endpoint_id = ?`;
				statementOf(sql).run(expectedRevision + 1, ...values, endpointId);
				events.append(document, addedEvents);
				return 'done';
			});
			if (result === 'done' && changes.signingSecrets !== undefined) await shred();
			return result;
		},
		...endpointQueues(connection),
		...endpointPurge(connection),
	};
}

function documentOf(tenant: Tenant, endpointId: string): DocumentKey {
	return { tenant, kind: 'endpoint', id: endpointId };
}
