import { type ApplicationChanges, type ApplicationRepository, FIRST_TOMBSTONE_SLOT, searchKey } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { inserted } from '../database/failures.ts';
import { identified, is, ofTenant } from '../database/filters.ts';
import { commit, settable } from '../events/commit.ts';
import type { Models } from '../models.ts';
import { type ApplicationDocument, applicationDocument, applicationOf } from './documents.ts';
import { applicationList } from './list.ts';
import { applicationSweeps } from './sweeps.ts';

const FIXED = ['clientId', 'customerId', 'domainId', 'revision'];

export function applicationRepository(connection: MongoConnection, models: Models): ApplicationRepository {
	const { run } = connection;
	const { applications } = models;

	return {
		insert: (added, events) =>
			run(async () => {
				const document = applicationDocument(added, events);
				if (await inserted(() => applications.insertOne(document))) return 'done';
				// Servers tell the first of the keys that they find taken, or none: an id goes before a slot.
				const taken = await applications.findOne(identified(added, added.clientId) as never, { _id: 1 }).lean();
				return taken === null ? 'slot_taken' : 'client_id_taken';
			}),
		find: (tenant, clientId) =>
			run(async () => {
				const found = await applications.findOne(identified(tenant, clientId) as never).lean<ApplicationDocument>();
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
			run(() => commit(applications, identified(tenant, clientId), expectedRevision, changed(changes), events)),
		...applicationSweeps(connection, models),
	};
}

function changed(changes: ApplicationChanges): Record<string, unknown> {
	const { name, status } = changes;
	return {
		...settable(changes, FIXED),
		...(name === undefined ? {} : { nameKey: searchKey(name) }),
		...(status === undefined ? {} : { live: status !== 'removed' }),
	};
}
