import { type ApplicationRepository, type DocumentKey, FIRST_TOMBSTONE_SLOT, type Tenant } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays, statementCache } from '../database/rows.ts';
import type { EventTable } from '../events/table.ts';
import { APPLICATION_COLUMNS, type ApplicationRow, applicationOf, assignmentsOf, list as listOf } from './columns.ts';
import { applicationFind } from './find.ts';
import { applicationInsert } from './insert.ts';
import { applicationList } from './list.ts';
import { losesSecret } from './lost-secrets.ts';
import { applicationSweeps } from './sweeps.ts';

export function applicationRepository(connection: Connection, events: EventTable): ApplicationRepository {
	const { database, read, write, shred } = connection;
	const statementOf = statementCache((sql) => database.prepare(sql));
	const find = applicationFind(database);
	const revisionOf = prepareArrays<[revision: number, secrets: string]>(
		database,
		'SELECT revision, secrets FROM applications WHERE client_id = ? AND customer_id = ? AND domain_id = ?',
	);
	const idTaken = database.prepare('SELECT 1 FROM applications WHERE client_id = ?');
	const slotTaken = database.prepare('SELECT 1 FROM applications WHERE customer_id = ? AND domain_id = ? AND slot = ?');
	const findByKey = prepareArrays<ApplicationRow>(
		database,
		`SELECT ${APPLICATION_COLUMNS} FROM applications WHERE client_id = (
			SELECT client_id FROM certificate_keys WHERE customer_id = ? AND domain_id = ? AND key_thumbprint = ? LIMIT 1
		 )`,
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

	return {
		insert: (added, addedEvents) =>
			write(() => {
				const { clientId, customerId, domainId, slot } = added;
				if (idTaken.get(clientId) !== undefined) return 'client_id_taken';
				if (slotTaken.get(customerId, domainId, slot) !== undefined) return 'slot_taken';
				insertRow(added);
				events.append(documentOf(added, clientId), addedEvents);
				return 'done';
			}),
		find: (tenant, clientId) => read(() => find(tenant, clientId)),
		findByCertificateKey: ({ customerId, domainId }, keyThumbprint) =>
			read(() => {
				const row = findByKey.get(customerId, domainId, keyThumbprint);
				return row === undefined ? undefined : applicationOf(row);
			}),
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
				const found = revisionOf.get(clientId, tenant.customerId, tenant.domainId);
				if (found?.[0] !== expectedRevision) return 'stale';
				if (!events.hasRoom(documentOf(tenant, clientId), addedEvents)) return 'outbox_full';
				const { columns, values } = assignmentsOf(changes);
				const set = ['revision', ...columns].map((column) => `${column} = ?`);
				const sql = `UPDATE applications SET ${set.join(', ')} WHERE client_id = ?`;
				statementOf(sql).run(expectedRevision + 1, ...values, clientId);
				events.append(documentOf(tenant, clientId), addedEvents);
				losing = changes.secrets !== undefined && losesSecret(listOf(found[1]), changes.secrets);
				return 'done';
			});
			if (result === 'done' && losing) await shred();
			return result;
		},
		...applicationSweeps(connection),
	};
}

function documentOf(tenant: Tenant, clientId: string): DocumentKey {
	return { tenant, kind: 'application', id: clientId };
}
