import type { SQLInputValue } from 'node:sqlite';
import type { Tenant, UsedAssertion, UsedAssertionRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays, type Row } from '../database/rows.ts';

export const USED_ASSERTION_COLUMNS = 'client_id, digest, expires_at';

export function usedAssertionRepository({ database, write }: Connection): UsedAssertionRepository {
	const insert = database.prepare(
		`INSERT INTO used_assertions (customer_id, domain_id, ${USED_ASSERTION_COLUMNS}) VALUES (?, ?, ?, ?, ?)
		 ON CONFLICT DO NOTHING`,
	);
	const expired = prepareArrays<[customerId: string, domainId: string, clientId: string, digest: string]>(
		database,
		'SELECT customer_id, domain_id, client_id, digest FROM used_assertions WHERE expires_at < ? LIMIT ?',
	);
	const remove = database.prepare(
		'DELETE FROM used_assertions WHERE customer_id = ? AND domain_id = ? AND client_id = ? AND digest = ?',
	);

	return {
		use: (tenant, assertion) => write(() => insert.run(...usedAssertionValues(tenant, assertion)).changes !== 0),
		purgeExpired: (before, limit) =>
			write(() => {
				const rows = expired.all(before, limit);
				for (const row of rows) remove.run(...row);
				return rows.length;
			}),
	};
}

export function usedAssertionOf(row: Row): UsedAssertion {
	return {
		clientId: String(row['client_id']),
		digest: String(row['digest']),
		expiresAt: Number(row['expires_at']),
	};
}

/** The tenant, and then in the order of `USED_ASSERTION_COLUMNS`. */
export function usedAssertionValues({ customerId, domainId }: Tenant, assertion: UsedAssertion): SQLInputValue[] {
	const { clientId, digest, expiresAt } = assertion;
	return [customerId, domainId, clientId, digest, expiresAt];
}
