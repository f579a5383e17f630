import type { PolicyRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareBatchDelete, prepareInsert, prepareRows } from '../database/rows.ts';
import { commitTo } from '../events/commit.ts';
import type { EventTable } from '../events/table.ts';
import { POLICY_COLUMNS, policyAssignments, policyKey, policyOf, policyValues } from './columns.ts';

export function policyRepository({ database, read, write, shred }: Connection, events: EventTable): PolicyRepository {
	const insert = prepareInsert(database, 'policies', POLICY_COLUMNS, 'ON CONFLICT DO NOTHING');
	const find = prepareRows(
		database,
		`SELECT ${POLICY_COLUMNS} FROM policies WHERE customer_id = ? AND domain_id = ?`,
		policyOf,
	);
	const listDomains = prepareRows(
		database,
		`SELECT ${POLICY_COLUMNS} FROM policies WHERE customer_id = ? AND domain_id > ? ORDER BY domain_id LIMIT ?`,
		policyOf,
	);
	const listAll = prepareRows(
		database,
		`SELECT ${POLICY_COLUMNS} FROM policies WHERE (customer_id, domain_id) > (?, ?)
		 ORDER BY customer_id, domain_id LIMIT ?`,
		policyOf,
	);
	const purge = prepareBatchDelete(
		database,
		'policies',
		'customer_id, domain_id',
		`removed_at < ? AND NOT EXISTS (
			SELECT 1 FROM events
			WHERE events.customer_id = policies.customer_id AND events.domain_id = policies.domain_id AND source = ''
		 )`,
	);
	const commit = commitTo(database, events, 'policies');

	return {
		find: ({ customerId, domainId }) => read(() => find.get(customerId, domainId)),
		insert: (added) => write(() => insert.run(...policyValues(added)).changes === 1),
		async update(tenant, expectedRevision, changes, addedEvents) {
			const result = await write(() =>
				commit(policyKey(tenant), expectedRevision, policyAssignments(changes), addedEvents),
			);
			if (result === 'done' && (changes.dataKey !== undefined || changes.endpointKey !== undefined)) await shred();
			return result;
		},
		listDomains: (customerId, after, limit) => read(() => listDomains.all(customerId, after ?? '', limit)),
		listAll: (after, limit) => read(() => listAll.all(after?.customerId ?? '', after?.domainId ?? '', limit)),
		purgeRemoved: (before, limit) => write(() => purge(before, limit)),
	};
}
