import type { SQLInputValue } from 'node:sqlite';
import type { RevokedToken, RevokedTokenRepository, Tenant } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays, type Row } from '../database/rows.ts';

export const REVOKED_TOKEN_COLUMNS = 'client_id, token_id, revoked_at, expires_at';

export function revokedTokenRepository({ database, read, write }: Connection): RevokedTokenRepository {
	const count = prepareArrays<[tokens: number]>(
		database,
		'SELECT count(*) FROM revoked_tokens WHERE customer_id = ? AND domain_id = ? AND client_id = ? AND expires_at > ?',
	);
	const known = database.prepare(
		'SELECT 1 FROM revoked_tokens WHERE customer_id = ? AND domain_id = ? AND client_id = ? AND token_id = ?',
	);
	const insert = database.prepare(
		`INSERT INTO revoked_tokens (customer_id, domain_id, ${REVOKED_TOKEN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
	);
	const since = database.prepare(
		`SELECT ${REVOKED_TOKEN_COLUMNS} FROM revoked_tokens
		 WHERE revoked_at >= ? AND (revoked_at, token_id) > (?, ?) AND +expires_at > ? ORDER BY revoked_at, token_id LIMIT ?`,
	);
	const expired = prepareArrays<[customerId: string, domainId: string, clientId: string, tokenId: string]>(
		database,
		'SELECT customer_id, domain_id, client_id, token_id FROM revoked_tokens WHERE expires_at < ? LIMIT ?',
	);
	const remove = database.prepare(
		'DELETE FROM revoked_tokens WHERE customer_id = ? AND domain_id = ? AND client_id = ? AND token_id = ?',
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
			read(() => since.all(from, after?.revokedAt ?? from, after?.tokenId ?? '', now, limit).map(revokedTokenOf)),
		purgeExpired: (before, limit) =>
			write(() => {
				const rows = expired.all(before, limit);
				for (const row of rows) remove.run(...row);
				return rows.length;
			}),
	};
}

export function revokedTokenOf(row: Row): RevokedToken {
	return {
		tokenId: String(row['token_id']),
		clientId: String(row['client_id']),
		revokedAt: Number(row['revoked_at']),
		expiresAt: Number(row['expires_at']),
	};
}

/** The tenant, and then in the order of `REVOKED_TOKEN_COLUMNS`. */
export function revokedTokenValues({ customerId, domainId }: Tenant, token: RevokedToken): SQLInputValue[] {
	const { clientId, tokenId, revokedAt, expiresAt } = token;
	return [customerId, domainId, clientId, tokenId, revokedAt, expiresAt];
}
