import type { AppendResult, AuditEntry, AuditRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays, prepareInsert, prepareRows } from '../database/rows.ts';
import {
	AUDIT_COLUMNS,
	auditEntryOf,
	auditEntryValues,
	CHECKPOINT_COLUMNS,
	checkpointOf,
	checkpointValues,
} from './columns.ts';
import { auditList } from './list.ts';
import { auditSweeps } from './sweeps.ts';

const OF_TENANT = 'customer_id = ? AND domain_id = ?';

export function auditRepository(connection: Connection): AuditRepository {
	const { database, read, snapshot, write } = connection;
	const insert = prepareInsert(database, 'audit_entries', AUDIT_COLUMNS, 'ON CONFLICT DO NOTHING');
	const byEvent = prepareArrays<[eventId: string]>(
		database,
		`SELECT event_id FROM audit_entries WHERE ${OF_TENANT} AND event_id = ?`,
	);
	const newest = prepareRows(
		database,
		`SELECT ${AUDIT_COLUMNS} FROM audit_entries WHERE ${OF_TENANT} ORDER BY sequence DESC LIMIT 1`,
		auditEntryOf,
	);
	const inOrder = prepareRows(
		database,
		`SELECT ${AUDIT_COLUMNS} FROM audit_entries WHERE ${OF_TENANT} AND sequence > ? ORDER BY sequence LIMIT ?`,
		auditEntryOf,
	);
	const checkpoint = prepareRows(
		database,
		`SELECT ${CHECKPOINT_COLUMNS} FROM audit_checkpoints WHERE ${OF_TENANT}`,
		checkpointOf,
	);
	const keepCheckpoint = prepareInsert(
		database,
		'audit_checkpoints',
		CHECKPOINT_COLUMNS,
		`ON CONFLICT DO UPDATE SET
			sequence = excluded.sequence, link = excluded.link, mac = excluded.mac, cut_at = excluded.cut_at,
			proof = excluded.proof
		 WHERE excluded.sequence > sequence`,
	);
	const deleteCovered = database.prepare(`DELETE FROM audit_entries WHERE ${OF_TENANT} AND sequence <= ?`);

	const list = auditList(database);

	/** What stands in its way, where something does. */
	function conflictOf({ customerId, domainId, eventId }: AuditEntry): AppendResult['conflict'] {
		return byEvent.get(customerId, domainId, eventId) === undefined ? 'sequence_taken' : 'event_known';
	}

	return {
		append: ({ customerId, domainId }, entries) =>
			write(() => {
				let appended = 0;
				for (const given of entries) {
					const entry = { ...given, customerId, domainId };
					if (insert.run(...auditEntryValues(entry)).changes === 0) return { appended, conflict: conflictOf(entry) };
					appended += 1;
				}
				return { appended, conflict: null };
			}),
		known: ({ customerId, domainId }, eventIds) =>
			snapshot(() => new Set(eventIds.filter((eventId) => byEvent.get(customerId, domainId, eventId) !== undefined))),
		head: ({ customerId, domainId }) =>
			snapshot(() => newest.get(customerId, domainId) ?? checkpoint.get(customerId, domainId)),
		list: (tenant, query) => read(() => list(tenant, query)),
		read: ({ customerId, domainId }, after, limit) => read(() => inOrder.all(customerId, domainId, after, limit)),
		checkpoint: ({ customerId, domainId }) => read(() => checkpoint.get(customerId, domainId)),
		cut: (cutAt) =>
			write(() => {
				keepCheckpoint.run(...checkpointValues(cutAt));
				const { customerId, domainId, sequence } = cutAt;
				return Number(deleteCovered.run(customerId, domainId, sequence).changes);
			}),
		...auditSweeps(connection),
	};
}
