import { type ApplicationChanges, type ApplicationRepository, FIRST_TOMBSTONE_SLOT, searchKey } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { isDuplicateKey } from '../database/failures.ts';
import { application, is, ofTenant } from '../database/filters.ts';
import { type ApplicationDocument, applicationDocument, applicationOf } from '../documents.ts';
import { commit } from '../events/commit.ts';
import type { Models } from '../models.ts';
import { applicationList } from './list.ts';
import { applicationSweeps } from './sweeps.ts';

export function applicationRepository(connection: MongoConnection, models: Models): ApplicationRepository {
	const { run } = connection;
	const { applications } = models;

	return {
		insert: (added, events) =>
			run(async () => {
				try {
					await applications.insertOne(applicationDocument(added, events));
					return 'done';
				} catch (error) {
					if (!isDuplicateKey(error)) throw error;
					// Servers tell the first of the keys that they find taken, or none: an id goes before a slot.
					const filter = application(added, added.clientId);
					const taken = await applications.findOne(filter as never, { _id: 1 }).lean();
					return taken === null ? 'slot_taken' : 'client_id_taken';
				}
			}),
		find: (tenant, clientId) =>
			run(async () => {
				const found = await applications.findOne(application(tenant, clientId) as never).lean<ApplicationDocument>();
				return found === null ? undefined : applicationOf(found);
			}),
		findByCertificateKey: (tenant, keyThumbprint) =>
			run(async () => {
				const filter = { ...ofTenant(tenant), 'certificates.keyThumbprint': is(keyThumbprint) };
				const found = await applications.findOne(filter as never).lean<ApplicationDocument>();
				return found === null ? undefined : applicationOf(found);
			}),
		list: (tenant, query) => run(() => applicationList(applications, tenant, query)),
		count: (tenant, ownerId) =>
			run(() => {
				const owner = ownerId === undefined ? {} : { ownerId: is(ownerId) };
				return applications.countDocuments({ ...ofTenant(tenant), ...owner, live: is(true) } as never);
			}),
		slots: (tenant) =>
			run(async () => {
				const filter = { ...ofTenant(tenant), slot: { $lt: FIRST_TOMBSTONE_SLOT } };
				const found = await applications
					.find(filter as never, { slot: 1 })
					.sort({ slot: 1 })
					.lean<{ slot: string }[]>();
				return found.map(({ slot }) => slot);
			}),
		update: (tenant, clientId, expectedRevision, changes, events) =>
			run(() => commit(applications, application(tenant, clientId), expectedRevision, settable(changes), events)),
		...applicationSweeps(connection, models),
	};
}

/** A whole document fits the type of a change: what it may not set is left out. */
function settable(changes: ApplicationChanges): Record<string, unknown> {
	const { name, status } = changes;
	const {
		clientId: _clientId,
		customerId: _customerId,
		domainId: _domainId,
		revision: _revision,
		...set
	} = changes as Partial<Record<string, unknown>>;
	return {
		...set,
		...(name === undefined ? {} : { nameKey: searchKey(name) }),
		...(status === undefined ? {} : { live: status !== 'removed' }),
	};
}
