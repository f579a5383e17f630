import type { UsageRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareRows } from '../database/rows.ts';
import { USAGE_COLUMNS, usageOf, usageValues } from './columns.ts';

export function usageRepository({ database, snapshot, write }: Connection): UsageRepository {
	const record = database.prepare(
		`INSERT INTO usage (customer_id, domain_id, ${USAGE_COLUMNS})
		 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
		 WHERE EXISTS (SELECT 1 FROM applications WHERE client_id = ?3 AND customer_id = ?1 AND domain_id = ?2)
		 ON CONFLICT DO UPDATE SET
			tokens_issued = tokens_issued + excluded.tokens_issued,
			first_used_at = min(first_used_at, excluded.first_used_at),
			last_address = iif(excluded.last_used_at >= last_used_at, excluded.last_address, last_address),
			last_used_at = max(last_used_at, excluded.last_used_at)`,
	);
	const find = prepareRows(
		database,
		`SELECT ${USAGE_COLUMNS} FROM usage
		 WHERE customer_id = ? AND domain_id = ? AND client_id = ?`,
		usageOf,
	);
	return {
		record: ({ customerId, domainId }, usages) =>
			write(() => {
				for (const usage of usages) record.run(customerId, domainId, ...usageValues(usage));
			}),
		find: ({ customerId, domainId }, clientIds) =>
			snapshot(() => clientIds.flatMap((clientId) => find.all(customerId, domainId, clientId))),
	};
}
