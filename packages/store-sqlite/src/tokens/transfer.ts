import type { DatabaseSync } from 'node:sqlite';
import { prepareInsert } from '../database/rows.ts';
import { type TransferTable, transferTable, withTenant } from '../transfer/table.ts';
import { REVOKED_TOKEN_COLUMNS, revokedTokenOf, revokedTokenValues } from './revoked.ts';

const COLUMNS = `customer_id, domain_id, ${REVOKED_TOKEN_COLUMNS}`;

export function revokedTokenRecords(database: DatabaseSync): TransferTable<'revokedTokens'> {
	const insert = prepareInsert(database, 'revoked_tokens', COLUMNS);
	return transferTable(database, {
		table: 'revoked_tokens',
		columns: COLUMNS,
		key: { customer_id: '', domain_id: '', client_id: '', token_id: '' },
		keyOf: ({ customerId, domainId, clientId, tokenId }) => [customerId, domainId, clientId, tokenId],
		recordOf: withTenant(revokedTokenOf),
		insert: (token) => insert.run(...revokedTokenValues(token, token)),
		holdsSecrets: false,
	});
}
