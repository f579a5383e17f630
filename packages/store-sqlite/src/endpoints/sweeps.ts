import type { EndpointRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareBatchDelete } from '../database/rows.ts';

/** What crosses tenants. */
export function endpointSweeps({ database, write }: Connection): Pick<EndpointRepository, 'purgeRemoved'> {
	const purge = prepareBatchDelete(
		database,
		'endpoints',
		'endpoint_id',
		`removed_at < ? AND NOT EXISTS (
			SELECT 1 FROM events
			WHERE events.customer_id = endpoints.customer_id AND events.domain_id = endpoints.domain_id
				AND source = 'endpoint:' || endpoint_id
		 )`,
	);
	return { purgeRemoved: (before, limit) => write(() => purge(before, limit)) };
}
