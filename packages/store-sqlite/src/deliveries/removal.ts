import type { DeliveryRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays } from '../database/rows.ts';

/** A batch of ids, found by an index, and then taken out one by one. */
export function deliveryRemoval({ database, write }: Connection): Pick<DeliveryRepository, 'remove' | 'purge'> {
	const ofDomain = prepareArrays<[deliveryId: string]>(
		database,
		'SELECT delivery_id FROM deliveries WHERE customer_id = ? AND domain_id = ? LIMIT ?',
	);
	const ofEndpoint = prepareArrays<[deliveryId: string]>(
		database,
		'SELECT delivery_id FROM deliveries WHERE customer_id = ? AND domain_id = ? AND endpoint_id = ? LIMIT ?',
	);
	const old = prepareArrays<[deliveryId: string]>(
		database,
		'SELECT delivery_id FROM deliveries WHERE created_at < ? LIMIT ?',
	);
	const remove = database.prepare('DELETE FROM deliveries WHERE delivery_id = ?');

	const removeAll = (find: () => readonly [deliveryId: string][]): Promise<number> =>
		write(() => {
			const rows = find();
			for (const [deliveryId] of rows) remove.run(deliveryId);
			return rows.length;
		});

	return {
		remove: ({ customerId, domainId }, endpointId, limit) =>
			removeAll(() =>
				endpointId === undefined
					? ofDomain.all(customerId, domainId, limit)
					: ofEndpoint.all(customerId, domainId, endpointId, limit),
			),
		purge: (before, limit) => removeAll(() => old.all(before, limit)),
	};
}
