import type { DeliveryQuery, DeliveryRepository, DeliveryResult, Tenant } from '@latchkey/core';
import { assertFits } from '../database/assert-fits.ts';
import type { MongoConnection } from '../database/connection.ts';
import { takenOf } from '../database/failures.ts';
import { type Filter, identified, is, isAfter, isOneOf, ofTenant, plain } from '../database/filters.ts';
import type { Models } from '../models.ts';
import { type DeliveryDocument, deliveryDocument, deliveryOf } from './documents.ts';
import { deliveryOrdinals } from './ordinals.ts';
import { deliveryRemoval } from './removal.ts';

export function deliveryRepository(connection: MongoConnection, models: Models): DeliveryRepository {
	const { run } = connection;
	const { deliveries } = models;
	const ordinals = deliveryOrdinals(models);
	const pending = (tenant: Tenant, endpointId: string): Filter => ({
		...ofEndpoint(tenant, endpointId),
		status: is('pending'),
	});

	function recording(tenant: Tenant, result: DeliveryResult) {
		const { deliveryId, expectedAttempts, status, nextAttemptAt, tries, log } = result;
		const set = { status, nextAttemptAt, tries, log };
		assertFits(deliveries, set);
		const filter = { ...identified(tenant, deliveryId), attempts: is(expectedAttempts) };
		return { updateOne: { filter: filter as never, update: { $set: set, $inc: { attempts: 1 } } as never } };
	}

	return {
		insert: (tenant, added) =>
			run(async () => {
				if (added.length === 0) return 0;
				const { customerId, domainId } = tenant;
				const given = await ordinals.give(tenant, added);
				const documents = added.map((delivery, index) =>
					deliveryDocument({ ...delivery, customerId, domainId, ordinal: given[index] ?? 0 }),
				);
				const inserts = documents.map((document) => ({ insertOne: { document: document as never } }));
				const known = await takenOf(() => deliveries.bulkWrite(inserts, { ordered: false }));
				return inserts.length - known.length;
			}),
		find: (tenant, endpointId, deliveryId) =>
			run(async () => {
				const filter = { ...identified(tenant, deliveryId), endpointId: is(endpointId) };
				const found = await deliveries.findOne(filter as never).lean<DeliveryDocument>();
				return found === null ? undefined : deliveryOf(found);
			}),
		list: (tenant, endpointId, query) =>
			run(async () => {
				const found = await deliveries
					.find({ ...ofEndpoint(tenant, endpointId), ...narrowed(query) } as never)
					.sort({ ordinal: -1 })
					.limit(query.limit)
					.lean<DeliveryDocument[]>();
				return found.map(deliveryOf);
			}),
		due: (tenant, endpointId, now, limit) =>
			run(async () => {
				const found = await deliveries
					.find({ ...pending(tenant, endpointId), nextAttemptAt: { $lte: plain(now) } } as never)
					.sort({ nextAttemptAt: 1, ordinal: 1 })
					.limit(limit)
					.lean<DeliveryDocument[]>();
				return found.map(deliveryOf);
			}),
		nextAttemptAt: (tenant, endpointId) =>
			run(async () => {
				const first = await deliveries
					.findOne(pending(tenant, endpointId) as never, { nextAttemptAt: 1 })
					.sort({ nextAttemptAt: 1 })
					.lean<DeliveryDocument>();
				return first?.nextAttemptAt ?? null;
			}),
		record: (tenant, results) =>
			run(async () => {
				if (results.length === 0) return 0;
				// In order: of two attempts with one number, the first is the one that counts.
				const { matchedCount } = await deliveries.bulkWrite(results.map((result) => recording(tenant, result)));
				return matchedCount;
			}),
		replay: (tenant, endpointId, deliveryIds) =>
			run(async () => {
				if (deliveryIds.length === 0) return 0;
				const filter = {
					...ofEndpoint(tenant, endpointId),
					_id: isOneOf(deliveryIds),
					$or: [{ status: isOneOf(['held', 'delivered', 'failed']) }, { nextAttemptAt: isAfter(0) }],
				};
				const set = { status: 'pending', nextAttemptAt: 0, tries: 0 };
				const { matchedCount } = await deliveries.updateMany(filter as never, { $set: set } as never);
				return matchedCount;
			}),
		hold: (tenant, endpointId, limit) =>
			run(async () => {
				const found = await deliveries
					.find(pending(tenant, endpointId) as never, { _id: 1 })
					.limit(limit)
					.lean<DeliveryDocument[]>();
				if (found.length === 0) return 0;
				const filter = { ...pending(tenant, endpointId), _id: isOneOf(found.map(({ _id }) => _id)) };
				const set = { status: 'held', nextAttemptAt: null };
				const { matchedCount } = await deliveries.updateMany(filter as never, { $set: set } as never);
				return matchedCount;
			}),
		...deliveryRemoval(connection, models),
	};
}

const ofEndpoint = (tenant: Tenant, endpointId: string): Filter => ({
	...ofTenant(tenant),
	endpointId: is(endpointId),
});

function narrowed({ before, statuses, createdFrom, createdBefore }: DeliveryQuery): Filter {
	const created = {
		...(createdFrom === undefined ? {} : { $gte: plain(createdFrom) }),
		...(createdBefore === undefined ? {} : { $lt: plain(createdBefore) }),
	};
	return {
		...(before === undefined ? {} : { ordinal: { $lt: plain(before) } }),
		...(statuses === undefined ? {} : { status: isOneOf(statuses) }),
		...(Object.keys(created).length === 0 ? {} : { createdAt: created }),
	};
}
