import { type EndpointChanges, type EndpointRepository, FIRST_TOMBSTONE_SLOT } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { isDuplicateKey } from '../database/failures.ts';
import { beyond, identified, is, ofTenant } from '../database/filters.ts';
import { commit } from '../events/commit.ts';
import type { Models } from '../models.ts';
import { type EndpointDocument, endpointDocument, endpointOf, ordinalsId } from './documents.ts';
import { endpointQueues } from './queues.ts';

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
			run(() => commit(endpoints, identified(tenant, endpointId), expectedRevision, settable(changes), events)),
		purgeRemoved: (before, limit) =>
			run(async () => {
				const purgeable = { removedAt: { $lt: before }, 'outbox.0': { $exists: false } };
				const found = await endpoints
					.find(purgeable as never, { customerId: 1, domainId: 1 })
					.sort({ removedAt: 1, _id: 1 })
					.limit(limit)
					.lean<EndpointDocument[]>();
				let purged = 0;
				for (const document of found) {
					const filter = { ...identified(document, document._id), ...purgeable };
					const { deletedCount } = await endpoints.deleteOne(filter as never);
					if (deletedCount === 0) continue;
					await ordinals.deleteOne(identified(document, ordinalsId(document, document._id)) as never);
					purged += 1;
				}
				return purged;
			}),
		...endpointQueues(connection, models),
	};
}

/** A whole document fits the type of a change: what it may not set is left out. */
function settable(changes: EndpointChanges): Record<string, unknown> {
	const { status } = changes;
	const {
		endpointId: _endpointId,
		customerId: _customerId,
		domainId: _domainId,
		revision: _revision,
		nextAttemptAt: _nextAttemptAt,
		wakeups: _wakeups,
		...set
	} = changes as Partial<Record<string, unknown>>;
	return { ...set, ...(status === undefined ? {} : { live: status !== 'removed' }) };
}
