import type { SQLInputValue } from 'node:sqlite';
import {
	type ApplicationChanges,
	type ApplicationRepository,
	type ClientApplication,
	FIRST_TOMBSTONE_SLOT,
	type Invalidation,
	searchKey,
} from '@latchkey/core';
import type { Connection } from './connection.ts';
import type { EventTable } from './events.ts';
import { type Columns, fromColumns, json, type Row, statementCache } from './rows.ts';

const COLUMNS: Columns<ClientApplication> = {
	clientId: { column: 'client_id' },
	customerId: { column: 'customer_id' },
	domainId: { column: 'domain_id' },
	slot: { column: 'slot' },
	name: { column: 'name' },
	description: { column: 'description' },
	ownerId: { column: 'owner_id' },
	privileges: { column: 'privileges', json: true },
	status: { column: 'status' },
	secrets: { column: 'secrets', json: true },
	revokedSecrets: { column: 'revoked_secrets', json: true },
	tokenEpoch: { column: 'token_epoch' },
	revision: { column: 'revision' },
	createdAt: { column: 'created_at' },
	createdBy: { column: 'created_by' },
	updatedAt: { column: 'updated_at' },
	removedAt: { column: 'removed_at' },
	invalidatedAt: { column: 'invalidated_at' },
	nextDueAt: { column: 'next_due_at' },
	requestDigest: { column: 'request_digest' },
};

const FIELDS = Object.keys(COLUMNS) as (keyof ClientApplication)[];
const SELECTED = FIELDS.map((field) => COLUMNS[field].column).join(', ');
const LIVE = "status <> 'removed'";

function columnValue(field: keyof ClientApplication, value: ClientApplication[keyof ClientApplication]): SQLInputValue {
	return COLUMNS[field].json ? JSON.stringify(value) : (value as SQLInputValue);
}

function searchText(name: string, clientId: string): string {
	return `${searchKey(name)}\n${searchKey(clientId)}`;
}

export function applicationRepository(
	{ database, read, write }: Connection,
	events: EventTable,
): ApplicationRepository {
	const insert = database.prepare(
		`INSERT INTO applications (${SELECTED}, search_text) VALUES (${FIELDS.map(() => '?').join(', ')}, ?)`,
	);
	const find = database.prepare(
		`SELECT ${SELECTED} FROM applications WHERE client_id = ? AND customer_id = ? AND domain_id = ?`,
	);
	const idTaken = database.prepare('SELECT 1 FROM applications WHERE client_id = ?');
	const slotTaken = database.prepare('SELECT 1 FROM applications WHERE customer_id = ? AND domain_id = ? AND slot = ?');
	const slots = database.prepare(
		'SELECT slot FROM applications WHERE customer_id = ? AND domain_id = ? AND slot < ? ORDER BY slot',
	);
	const count = database.prepare(
		'SELECT count(*) AS live FROM applications WHERE customer_id = ? AND domain_id = ? AND slot < ?',
	);
	const countOfOwner = database.prepare(
		`SELECT count(*) AS live FROM applications
		 WHERE customer_id = ? AND domain_id = ? AND owner_id = ? AND ${LIVE}`,
	);
	const revisionOf = database.prepare(
		'SELECT revision, name FROM applications WHERE client_id = ? AND customer_id = ? AND domain_id = ?',
	);
	const invalidated = database.prepare(
		`SELECT client_id, invalidated_at, revision, token_epoch, revoked_secrets, privileges FROM applications
		 WHERE invalidated_at >= ? AND (invalidated_at, client_id) > (?, ?)
		 ORDER BY invalidated_at, client_id LIMIT ?`,
	);
	const purgeable = database.prepare(
		`SELECT client_id FROM applications a
		 WHERE removed_at < ? AND NOT EXISTS (
			SELECT 1 FROM events
			WHERE customer_id = a.customer_id AND domain_id = a.domain_id AND source = a.client_id
		 ) LIMIT ?`,
	);
	const deleteUsage = database.prepare('DELETE FROM usage WHERE client_id = ?');
	const deleteApplication = database.prepare('DELETE FROM applications WHERE client_id = ?');
	const updates = statementCache(database);
	const lists = statementCache(database);

	const application = (row: Row): ClientApplication => fromColumns<ClientApplication>(row, COLUMNS);

	function set(clientId: string, revision: number, changes: ApplicationChanges): void {
		const fields = (Object.keys(changes) as (keyof ApplicationChanges)[]).filter(
			(field) => changes[field] !== undefined,
		);
		const assignments = fields.map((field) => `${COLUMNS[field].column} = ?`);
		const values = fields.map((field) => columnValue(field, changes[field] as ClientApplication[keyof ClientApplication]));
		if (changes.name !== undefined) {
			assignments.push('search_text = ?');
			values.push(searchText(changes.name, clientId));
		}
		const sql = `UPDATE applications SET ${['revision = ?', ...assignments].join(', ')} WHERE client_id = ?`;
		updates(sql).run(revision, ...values, clientId);
	}

	return {
		insert: (added, addedEvents) =>
			write(() => {
				const { clientId, customerId, domainId, slot } = added;
				if (idTaken.get(clientId) !== undefined) return 'client_id_taken';
				if (slotTaken.get(customerId, domainId, slot) !== undefined) return 'slot_taken';
				const values = FIELDS.map((field) => columnValue(field, added[field]));
				insert.run(...values, searchText(added.name, clientId));
				events.append(added, clientId, addedEvents);
				return 'done';
			}),
		find: ({ customerId, domainId }, clientId) =>
			read(() => {
				const row = find.get(clientId, customerId, domainId);
				return row === undefined ? undefined : application(row);
			}),
		list: ({ customerId, domainId }, { limit, after, ownerId, status, text }) =>
			read(() => {
				const conditions = ['customer_id = ?', 'domain_id = ?'];
				const values: SQLInputValue[] = [customerId, domainId];
				const where = (condition: string, ...more: SQLInputValue[]): void => {
					conditions.push(condition);
					values.push(...more);
				};
				if (ownerId !== undefined) where('owner_id = ?', ownerId);
				if (after !== undefined) where('(created_at, client_id) < (?, ?)', after.createdAt, after.clientId);
				if (status === undefined) where(LIVE);
				else where('status = ?', status);
				if (text !== undefined) where('instr(search_text, ?) > 0', text);
				const sql = `SELECT ${SELECTED} FROM applications WHERE ${conditions.join(' AND ')}
					ORDER BY created_at DESC, client_id DESC LIMIT ?`;
				return lists(sql)
					.all(...values, limit)
					.map(application);
			}),
		count: ({ customerId, domainId }, ownerId) =>
			read(() => {
				const row =
					ownerId === undefined
						? count.get(customerId, domainId, FIRST_TOMBSTONE_SLOT)
						: countOfOwner.get(customerId, domainId, ownerId);
				return Number(row?.['live']);
			}),
		slots: ({ customerId, domainId }) =>
			read(() => slots.all(customerId, domainId, FIRST_TOMBSTONE_SLOT).map((row) => String(row['slot']))),
		update: (tenant, clientId, expectedRevision, changes, addedEvents) =>
			write(() => {
				const found = revisionOf.get(clientId, tenant.customerId, tenant.domainId);
				if (found?.['revision'] !== expectedRevision) return 'stale';
				if (!events.hasRoom(tenant, clientId, addedEvents)) return 'outbox_full';
				set(clientId, expectedRevision + 1, changes);
				events.append(tenant, clientId, addedEvents);
				return 'done';
			}),
		invalidatedSince: (since, after, limit) =>
			read(() => {
				const position = [after?.invalidatedAt ?? since, after?.clientId ?? ''];
				return invalidated.all(since, ...position, limit).map(invalidation);
			}),
		purgeRemoved: (before, limit) =>
			write(() => {
				const rows = purgeable.all(before, limit);
				for (const row of rows) {
					deleteUsage.run(String(row['client_id']));
					deleteApplication.run(String(row['client_id']));
				}
				return rows.length;
			}),
	};
}

function invalidation(row: Row): Invalidation {
	return {
		clientId: String(row['client_id']),
		invalidatedAt: Number(row['invalidated_at']),
		revision: Number(row['revision']),
		tokenEpoch: Number(row['token_epoch']),
		revokedSecrets: json(row['revoked_secrets']),
		privileges: json(row['privileges']),
	};
}
