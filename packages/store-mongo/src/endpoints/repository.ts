import { type EndpointChanges, type EndpointRepository, FIRST_TOMBSTONE_SLOT } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { isDuplicateKey } from '../database/failures.ts';
import { beyond, identified, is, ofTenant } from '../database/filters.ts';
import { ordinalsId } from '../deliveries/documents.ts';
import { commit, settable } from '../events/commit.ts';
import { purgeRemoved } from '../events/purge.ts';
import type { Models } from '../models.ts';
import { type EndpointDocument, endpointDocument, endpointOf } from './documents.ts';
import { endpointQueues } from './queues.ts';

const FIXED = ['endpointId', 'customerId', 'domainId', 'revision', 'nextAttemptAt', 'wakeups'];

export function endpointRepository(connection: MongoConnection, models: Models): EndpointRepository {
	const { run } = connection;
	const { endpoints, ordinals } = models;

	return {
		insert: (added, events) =>
			run(async () => {
				try {
					await endpoints.insertOne(endpointDocument(added, events));
					return 'done';
				} catch (error) {
					if (!isDuplicateKey(error)) throw error;
					const taken = await endpoints.findOne(identified(added, added.endpointId) as never, { _id: 1 }).lean();
					if (taken !== null) throw error;
					return 'slot_taken';
				}
			}),
		find: (tenant, endpointId) =>
			run(async () => {
				const found = await endpoints.findOne(identified(tenant, endpointId) as never).lean<EndpointDocument>();
				return found === null ? undefined : endpointOf(found);
			}),
		list: (tenant, { limit, after }) =>
			run(async () => {
				const filter = {
					...ofTenant(tenant),
					live: is(true),
					// Said again beside the position, for servers that look at no index inside an `$or`.
					...(after === undefined
						? {}
						: {
								createdAt: { $lte: after.createdAt },
								...beyond('$lt', 'createdAt', after.createdAt, after.endpointId),
							}),
				};
				const found = await endpoints
					.find(filter as never)
					.sort({ createdAt: -1, _id: -1 })
					.limit(limit)
					.lean<EndpointDocument[]>();
				return found.map(endpointOf);
			}),
		live: (tenant) =>
			run(async () => {
				const found = await endpoints.find({ ...ofTenant(tenant), live: is(true) } as never).lean<EndpointDocument[]>();
				return found.map(endpointOf);
			}),
		slots: (tenant) =>
			run(async () => {
				const filter = { ...ofTenant(tenant), slot: { $lt: FIRST_TOMBSTONE_SLOT } };
				const found = await endpoints
					.find(filter as never, { slot: 1 })
					.sort({ slot: 1 })
					.lean<{ slot: string }[]>();
				return found.map(({ slot }) => slot);
			}),
		update: (tenant, endpointId, expectedRevision, changes, events) =>
			run(() => commit(endpoints, identified(tenant, endpointId), expectedRevision, changed(changes), events)),
		purgeRemoved: (before, limit) =>
			run(() =>
				purgeRemoved(endpoints, before, limit, async (endpoint, deleteIt) => {
					const deleted = await deleteIt();
					const counter = identified(endpoint, ordinalsId(endpoint, endpoint._id));
					if (deleted > 0) await ordinals.deleteOne(counter as never);
					return deleted;
				}),
			),
		...endpointQueues(connection, models),
	};
}

function changed(changes: EndpointChanges): Record<string, unknown> {
	const { status } = changes;
	return { ...settable(changes, FIXED), ...(status === undefined ? {} : { live: status !== 'removed' }) };
}
