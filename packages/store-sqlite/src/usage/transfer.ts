import type { DatabaseSync } from 'node:sqlite';
import { prepareInsert } from '../database/rows.ts';
import { type TransferTable, transferTable, withTenant } from '../transfer/table.ts';
import { USAGE_COLUMNS, usageOf, usageValues } from './columns.ts';

const COLUMNS = `customer_id, domain_id, ${USAGE_COLUMNS}`;

export function usageRecords(database: DatabaseSync): TransferTable<'usage'> {
	const insert = prepareInsert(database, 'usage', COLUMNS);
	return transferTable(database, {
		table: 'usage',
		columns: COLUMNS,
		key: { customer_id: '', domain_id: '', client_id: '', credential_id: '' },
		keyOf: ({ customerId, domainId, clientId, credentialId }) => [customerId, domainId, clientId, credentialId],
		recordOf: withTenant(usageOf),
		insert: (usage) => insert.run(usage.customerId, usage.domainId, ...usageValues(usage)),
		holdsSecrets: false,
	});
}
