import type { EndpointRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays } from '../database/rows.ts';

export function endpointPurge({ database, write }: Connection): Pick<EndpointRepository, 'purgeRemoved'> {
	const purgeable = prepareArrays<[endpointId: string]>(
		database,
		`SELECT endpoint_id FROM endpoints e
		 WHERE removed_at < ? AND NOT EXISTS (
			SELECT 1 FROM events
			WHERE customer_id = e.customer_id AND domain_id = e.domain_id AND source = 'endpoint:' || e.endpoint_id
		 ) LIMIT ?`,
	);
	const remove = database.prepare('DELETE FROM endpoints WHERE endpoint_id = ?');
	return {
		purgeRemoved: (before, limit) =>
			write(() => {
				const rows = purgeable.all(before, limit);
				for (const [endpointId] of rows) remove.run(endpointId);
				return rows.length;
			}),
	};
}
