import type { DatabaseSync } from 'node:sqlite';
import { prepareInsert } from '../database/rows.ts';
import { type PendingOf, type TransferTable, transferTable } from '../transfer/table.ts';
import { POLICY_COLUMNS, type PolicyRow, policyKey, policyOf, policyValues } from './columns.ts';

export function policyRecords(database: DatabaseSync, pending: PendingOf): TransferTable<'policies'> {
	const insert = prepareInsert(database, 'policies', POLICY_COLUMNS);
	return transferTable(database, {
		table: 'policies',
		columns: POLICY_COLUMNS,
		key: { customer_id: '', domain_id: '' },
		keyOf: ({ policy: { customerId, domainId } }) => [customerId, domainId],
		recordOf(row: PolicyRow) {
			const policy = policyOf(row);
			return { policy, events: pending.of(policyKey(policy)) };
		},
		insert({ policy, events }) {
			insert.run(...policyValues(policy));
			pending.put(policyKey(policy), events);
		},
		holdsSecrets: true,
	});
}
