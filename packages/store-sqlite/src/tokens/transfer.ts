import type { DatabaseSync } from 'node:sqlite';
import { counter, type TransferTable } from '../transfer/tables.ts';
import { REVOKED_TOKEN_COLUMNS, revokedTokenOf, revokedTokenValues } from './revoked.ts';

export function revokedTokenRecords(database: DatabaseSync): TransferTable<'revokedTokens'> {
	const page = database.prepare(
		`SELECT customer_id, domain_id, ${REVOKED_TOKEN_COLUMNS} FROM revoked_tokens
		 WHERE (customer_id, domain_id, client_id, token_id) > (?, ?, ?, ?)
		 ORDER BY customer_id, domain_id, client_id, token_id LIMIT ?`,
	);
	const put = database.prepare(
		`INSERT OR REPLACE INTO revoked_tokens (customer_id, domain_id, ${REVOKED_TOKEN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
	);
	return {
		page: ([customerId = '', domainId = '', clientId = '', tokenId = ''], limit) =>
			page.all(customerId, domainId, clientId, tokenId, limit).map((row) => ({
				customerId: String(row['customer_id']),
				domainId: String(row['domain_id']),
				...revokedTokenOf(row),
			})),
		keyOf: ({ customerId, domainId, clientId, tokenId }) => [customerId, domainId, clientId, tokenId],
		put(token) {
			put.run(...revokedTokenValues(token, token));
			return false;
		},
		count: counter(database, 'revoked_tokens'),
	};
}
