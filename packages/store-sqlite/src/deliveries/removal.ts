import type { DeliveryRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareBatchDelete } from '../database/rows.ts';

/** A batch of ids, found by an index. */
export function deliveryRemoval({ database, write }: Connection): Pick<DeliveryRepository, 'remove' | 'purge'> {
	const removal = (condition: string) => prepareBatchDelete(database, 'deliveries', 'delivery_id', condition);
	const ofDomain = removal('customer_id = ? AND domain_id = ?');
	const ofEndpoint = removal('customer_id = ? AND domain_id = ? AND endpoint_id = ?');
	const old = removal('created_at < ?');

	return {
		remove: ({ customerId, domainId }, endpointId, limit) =>
			write(() =>
				endpointId === undefined
					? ofDomain(customerId, domainId, limit)
					: ofEndpoint(customerId, domainId, endpointId, limit),
			),
		purge: (before, limit) => write(() => old(before, limit)),
	};
}
