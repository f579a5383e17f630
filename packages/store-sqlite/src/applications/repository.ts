import { type ApplicationRepository, type ClientSecret, FIRST_TOMBSTONE_SLOT } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { list as listOf, prepareArrays, prepareRows } from '../database/rows.ts';
import { commitTo } from '../events/commit.ts';
import type { EventTable } from '../events/table.ts';
import { APPLICATION_COLUMNS, applicationAssignments, applicationKey, applicationOf } from './columns.ts';
import { applicationFind } from './find.ts';
import { applicationInsert } from './insert.ts';
import { applicationList } from './list.ts';
import { losesSecret } from './lost-secrets.ts';
import { applicationSweeps } from './sweeps.ts';

export function applicationRepository(connection: Connection, events: EventTable): ApplicationRepository {
	const { database, read, write, shred } = connection;
	const find = applicationFind(database);
	const secrets = prepareArrays<[secrets: string]>(
		database,
		'SELECT secrets FROM applications WHERE client_id = ? AND customer_id = ? AND domain_id = ?',
	);
	const idTaken = database.prepare('SELECT 1 FROM applications WHERE client_id = ?');
	const slotTaken = database.prepare('SELECT 1 FROM applications WHERE customer_id = ? AND domain_id = ? AND slot = ?');
	const findByKey = prepareRows(
		database,
		`SELECT ${APPLICATION_COLUMNS} FROM applications WHERE client_id = (
			SELECT client_id FROM certificate_keys WHERE customer_id = ? AND domain_id = ? AND key_thumbprint = ? LIMIT 1
		 )`,
		applicationOf,
	);
	const slots = prepareArrays<[slot: string]>(
		database,
		'SELECT slot FROM applications WHERE customer_id = ? AND domain_id = ? AND slot < ? ORDER BY slot',
	);
	const count = prepareArrays<[live: number]>(
		database,
		'SELECT count(*) FROM applications WHERE customer_id = ? AND domain_id = ? AND live = 1',
	);
	const countOfOwner = prepareArrays<[live: number]>(
		database,
		'SELECT count(*) FROM applications WHERE customer_id = ? AND domain_id = ? AND owner_id = ? AND live = 1',
	);
	const list = applicationList(database);
	const insertRow = applicationInsert(database);
	const commit = commitTo(database, events, 'applications', 'client_id');

	return {
		insert: (added, addedEvents) =>
			write(() => {
				const { clientId, customerId, domainId, slot } = added;
				if (idTaken.get(clientId) !== undefined) return 'client_id_taken';
				if (slotTaken.get(customerId, domainId, slot) !== undefined) return 'slot_taken';
				insertRow(added);
				events.append(applicationKey(added, clientId), addedEvents);
				return 'done';
			}),
		find: (tenant, clientId) => read(() => find(tenant, clientId)),
		findByCertificateKey: ({ customerId, domainId }, keyThumbprint) =>
			read(() => findByKey.get(customerId, domainId, keyThumbprint)),
		list: (tenant, query) => read(() => list(tenant, query)),
		count: ({ customerId, domainId }, ownerId) =>
			read(() => {
				const row =
					ownerId === undefined ? count.get(customerId, domainId) : countOfOwner.get(customerId, domainId, ownerId);
				return row?.[0] ?? 0;
			}),
		slots: ({ customerId, domainId }) =>
			read(() => slots.all(customerId, domainId, FIRST_TOMBSTONE_SLOT).map(([slot]) => slot)),
		async update(tenant, clientId, expectedRevision, changes, addedEvents) {
			let losing = false;
			const result = await write(() => {
				const before = changes.secrets && secrets.get(clientId, tenant.customerId, tenant.domainId);
				losing = before !== undefined && losesSecret(listOf<ClientSecret>(before[0]), changes.secrets ?? []);
				const key = applicationKey(tenant, clientId);
				return commit(key, expectedRevision, applicationAssignments(changes), addedEvents);
			});
			if (result === 'done' && losing) await shred();
			return result;
		},
		...applicationSweeps(connection),
	};
}
