import type { SQLInputValue } from 'node:sqlite';
import type { RevokedToken, RevokedTokenRepository, Tenant } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays, prepareBatchDelete, prepareInsert, prepareRows } from '../database/rows.ts';

export const REVOKED_TOKEN_COLUMNS = 'client_id, token_id, revoked_at, expires_at';

/** In the order of `REVOKED_TOKEN_COLUMNS`. */
type RevokedTokenRow = readonly [clientId: string, tokenId: string, revokedAt: number, expiresAt: number];

export function revokedTokenRepository({ database, read, write }: Connection): RevokedTokenRepository {
	const count = prepareArrays<[tokens: number]>(
		database,
		'SELECT count(*) FROM revoked_tokens WHERE customer_id = ? AND domain_id = ? AND client_id = ? AND expires_at > ?',
	);
	const known = database.prepare(
		'SELECT 1 FROM revoked_tokens WHERE customer_id = ? AND domain_id = ? AND client_id = ? AND token_id = ?',
	);
	const insert = prepareInsert(database, 'revoked_tokens', `customer_id, domain_id, ${REVOKED_TOKEN_COLUMNS}`);
	const since = prepareRows(
		database,
		`SELECT ${REVOKED_TOKEN_COLUMNS} FROM revoked_tokens
		 WHERE revoked_at >= ? AND (revoked_at, token_id) > (?, ?) AND +expires_at > ? ORDER BY revoked_at, token_id LIMIT ?`,
		revokedTokenOf,
	);
	const purge = prepareBatchDelete(
		database,
		'revoked_tokens',
		'customer_id, domain_id, client_id, token_id',
		'expires_at < ?',
	);

	return {
		insert: (tenant, token, limit) =>
			write(() => {
				const { customerId, domainId } = tenant;
				const { clientId, tokenId, revokedAt } = token;
				if (known.get(customerId, domainId, clientId, tokenId) !== undefined) return true;
				const kept = count.get(customerId, domainId, clientId, revokedAt)?.[0] ?? 0;
				if (kept >= limit) return false;
				insert.run(...revokedTokenValues(tenant, token));
				return true;
			}),
		revokedSince: (from, now, after, limit) =>
			read(() => since.all(from, after?.revokedAt ?? from, after?.tokenId ?? '', now, limit)),
		purgeExpired: (before, limit) => write(() => purge(before, limit)),
	};
}

export function revokedTokenOf([clientId, tokenId, revokedAt, expiresAt]: RevokedTokenRow): RevokedToken {
	return { tokenId, clientId, revokedAt, expiresAt };
}

/** The tenant, and then in the order of `REVOKED_TOKEN_COLUMNS`. */
export function revokedTokenValues({ customerId, domainId }: Tenant, token: RevokedToken): SQLInputValue[] {
	const { clientId, tokenId, revokedAt, expiresAt } = token;
	return [customerId, domainId, clientId, tokenId, revokedAt, expiresAt];
}
