import type { SQLInputValue } from 'node:sqlite';
import type { Tenant, UsedAssertion, UsedAssertionRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareBatchDelete, prepareInsert } from '../database/rows.ts';

const KEY = 'customer_id, domain_id, client_id, digest';

export const USED_ASSERTION_COLUMNS = `${KEY}, expires_at`;

/** In the order of `USED_ASSERTION_COLUMNS`. */
type UsedAssertionRow = readonly [
	customerId: string,
	domainId: string,
	clientId: string,
	digest: string,
	expiresAt: number,
];

export function usedAssertionRepository({ database, write }: Connection): UsedAssertionRepository {
	const insert = prepareInsert(database, 'used_assertions', USED_ASSERTION_COLUMNS, 'ON CONFLICT DO NOTHING');
	const purge = prepareBatchDelete(database, 'used_assertions', KEY, 'expires_at < ?');

	return {
		use: (tenant, assertion) => write(() => insert.run(...usedAssertionValues(tenant, assertion)).changes !== 0),
		purgeExpired: (before, limit) => write(() => purge(before, limit)),
	};
}

export function usedAssertionOf(row: UsedAssertionRow): Tenant & UsedAssertion {
	const [customerId, domainId, clientId, digest, expiresAt] = row;
	return { customerId, domainId, clientId, digest, expiresAt };
}

/** In the order of `USED_ASSERTION_COLUMNS`. */
export function usedAssertionValues({ customerId, domainId }: Tenant, assertion: UsedAssertion): SQLInputValue[] {
	const { clientId, digest, expiresAt } = assertion;
	return [customerId, domainId, clientId, digest, expiresAt];
}
