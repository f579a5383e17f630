import type { DeliveryRepository } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { type Filter, is, isOneOf, ofTenant, plain } from '../database/filters.ts';
import { policyId } from '../documents.ts';
import type { DeliveryDocument } from '../endpoints/documents.ts';
import type { Models } from '../models.ts';

type Removal = Pick<DeliveryRepository, 'remove' | 'purge'>;

/** A batch of ids, found by an index, and then deleted: no command deletes up to a limit. */
export function deliveryRemoval({ run }: MongoConnection, { deliveries }: Models): Removal {
	async function deleteAll(filter: Filter, limit: number, sort: Readonly<Record<string, 1>>): Promise<number> {
		const found = await deliveries
			.find(filter as never, { customerId: 1, domainId: 1 })
			.sort(sort)
			.limit(limit)
			.lean<DeliveryDocument[]>();
		let deleted = 0;
		for (const ofDomain of Map.groupBy(found, policyId).values()) {
			const [first] = ofDomain;
			if (first === undefined) continue;
			const those = { ...ofTenant(first), _id: isOneOf(ofDomain.map(({ _id }) => _id)) };
			deleted += (await deliveries.deleteMany(those as never)).deletedCount;
		}
		return deleted;
	}

	return {
		remove: (tenant, endpointId, limit) =>
			run(() =>
				endpointId === undefined
					? deleteAll(ofTenant(tenant), limit, { _id: 1 })
					: deleteAll({ ...ofTenant(tenant), endpointId: is(endpointId) }, limit, {}),
			),
		purge: (before, limit) => run(() => deleteAll({ createdAt: { $lt: plain(before) } }, limit, { createdAt: 1 })),
	};
}
