import type { DeliveryRepository } from '@latchkey/core';
import { deleteBatch } from '../database/batch-delete.ts';
import type { MongoConnection } from '../database/connection.ts';
import { is, ofTenant, plain } from '../database/filters.ts';
import type { Models } from '../models.ts';

type Removal = Pick<DeliveryRepository, 'remove' | 'purge'>;

/** A batch of ids, found by an index. */
export function deliveryRemoval({ run }: MongoConnection, { deliveries }: Models): Removal {
	return {
		remove: (tenant, endpointId, limit) =>
			run(() =>
				endpointId === undefined
					? deleteBatch(deliveries, ofTenant(tenant), { _id: 1 }, limit)
					: deleteBatch(deliveries, { ...ofTenant(tenant), endpointId: is(endpointId) }, {}, limit),
			),
		purge: (before, limit) =>
			run(() => deleteBatch(deliveries, { createdAt: { $lt: plain(before) } }, { createdAt: 1 }, limit)),
	};
}
