import type { DocumentKey, PolicyChanges, PolicyRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { statementCache } from '../database/rows.ts';
import type { EventTable } from '../events/table.ts';
import { POLICY_COLUMNS, policyOf, policyValues } from './columns.ts';

function assignmentsOf(changes: PolicyChanges): (readonly [string, string | number | null])[] {
	const { showOnce, rules, dataKey, endpointKey, createdAt, updatedAt, removedAt } = changes;
	const all: (readonly [string, string | number | null | undefined])[] = [
		['show_once', showOnce === undefined ? undefined : Number(showOnce)],
		['rules', rules === undefined ? undefined : JSON.stringify(rules)],
		['data_key', dataKey === undefined || dataKey === null ? dataKey : JSON.stringify(dataKey)],
		['endpoint_key', endpointKey === undefined || endpointKey === null ? endpointKey : JSON.stringify(endpointKey)],
		['created_at', createdAt],
		['updated_at', updatedAt],
		['removed_at', removedAt],
	];
	return all.flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]));
}

export function policyRepository({ database, read, write, shred }: Connection, events: EventTable): PolicyRepository {
	const insert = database.prepare(
		`INSERT INTO policies (${POLICY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	const find = database.prepare(`SELECT ${POLICY_COLUMNS} FROM policies WHERE customer_id = ? AND domain_id = ?`);
	const listDomains = database.prepare(
		`SELECT ${POLICY_COLUMNS} FROM policies WHERE customer_id = ? AND domain_id > ? ORDER BY domain_id LIMIT ?`,
	);
	const listAll = database.prepare(
		`SELECT ${POLICY_COLUMNS} FROM policies WHERE (customer_id, domain_id) > (?, ?)
		 ORDER BY customer_id, domain_id LIMIT ?`,
	);
	const purgeable = database.prepare(
		`SELECT customer_id, domain_id FROM policies p
		 WHERE removed_at < ? AND NOT EXISTS (
			SELECT 1 FROM events WHERE customer_id = p.customer_id AND domain_id = p.domain_id AND source = ''
		 ) LIMIT ?`,
	);
	const remove = database.prepare('DELETE FROM policies WHERE customer_id = ? AND domain_id = ?');
	const updates = statementCache((sql) => database.prepare(sql));

	return {
		find: ({ customerId, domainId }) =>
			read(() => {
				const row = find.get(customerId, domainId);
				return row === undefined ? undefined : policyOf(row);
			}),
		insert: (added) => write(() => insert.run(...policyValues(added)).changes === 1),
		async update(tenant, expectedRevision, changes, addedEvents) {
			const result = await write(() => {
				const { customerId, domainId } = tenant;
				const document: DocumentKey = { tenant, kind: 'policy', id: null };
				if (find.get(customerId, domainId)?.['revision'] !== expectedRevision) return 'stale';
				if (!events.hasRoom(document, addedEvents)) return 'outbox_full';
				const assignments = assignmentsOf(changes);
				const columns = ['revision', ...assignments.map(([column]) => column)];
				const sql = `UPDATE policies SET ${columns.map((column) => `${column} = ?`).join(', ')}
					WHERE customer_id = ? AND domain_id = ?`;
				const values = assignments.map(([, value]) => value);
				updates(sql).run(expectedRevision + 1, ...values, customerId, domainId);
				events.append(document, addedEvents);
				return 'done';
			});
			if (result === 'done' && (changes.dataKey !== undefined || changes.endpointKey !== undefined)) await shred();
			return result;
		},
		listDomains: (customerId, after, limit) =>
			read(() => listDomains.all(customerId, after ?? '', limit).map(policyOf)),
		listAll: (after, limit) =>
			read(() => listAll.all(after?.customerId ?? '', after?.domainId ?? '', limit).map(policyOf)),
		purgeRemoved: (before, limit) =>
			write(() => {
				const rows = purgeable.all(before, limit);
				for (const row of rows) remove.run(String(row['customer_id']), String(row['domain_id']));
				return rows.length;
			}),
	};
}
