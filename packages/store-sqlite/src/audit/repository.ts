import type { AppendResult, AuditEntry, AuditRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays } from '../database/rows.ts';
import {
	AUDIT_COLUMNS,
	type AuditRow,
	auditEntryOf,
	auditEntryValues,
	CHECKPOINT_COLUMNS,
	type CheckpointRow,
	checkpointOf,
	checkpointValues,
} from './columns.ts';
import { auditList } from './list.ts';
import { auditSweeps } from './sweeps.ts';

const OF_TENANT = 'customer_id = ? AND domain_id = ?';

export function auditRepository(connection: Connection): AuditRepository {
	const { database, read, snapshot, write } = connection;
	const insert = database.prepare(
		`INSERT INTO audit_entries (${AUDIT_COLUMNS})
		 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	const byEvent = prepareArrays<[eventId: string]>(
		database,
		`SELECT event_id FROM audit_entries WHERE ${OF_TENANT} AND event_id = ?`,
	);
	const newest = prepareArrays<AuditRow>(
		database,
		`SELECT ${AUDIT_COLUMNS} FROM audit_entries WHERE ${OF_TENANT} ORDER BY sequence DESC LIMIT 1`,
	);
	const inOrder = prepareArrays<AuditRow>(
		database,
		`SELECT ${AUDIT_COLUMNS} FROM audit_entries WHERE ${OF_TENANT} AND sequence > ? ORDER BY sequence LIMIT ?`,
	);
	const checkpoint = prepareArrays<CheckpointRow>(
		database,
		`SELECT ${CHECKPOINT_COLUMNS} FROM audit_checkpoints WHERE ${OF_TENANT}`,
	);
	const keepCheckpoint = database.prepare(
		`INSERT INTO audit_checkpoints (${CHECKPOINT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
		 ON CONFLICT DO UPDATE SET
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
			snapshot(() => {
				const row = newest.get(customerId, domainId);
				if (row !== undefined) return auditEntryOf(row);
				const cut = checkpoint.get(customerId, domainId);
				return cut === undefined ? undefined : checkpointOf(cut);
			}),
		list: (tenant, query) => read(() => list(tenant, query)),
		read: ({ customerId, domainId }, after, limit) =>
			read(() => inOrder.all(customerId, domainId, after, limit).map(auditEntryOf)),
		checkpoint: ({ customerId, domainId }) =>
			read(() => {
				const row = checkpoint.get(customerId, domainId);
				return row === undefined ? undefined : checkpointOf(row);
			}),
		cut: (cutAt) =>
			write(() => {
				keepCheckpoint.run(...checkpointValues(cutAt));
				const { customerId, domainId, sequence } = cutAt;
				return Number(deleteCovered.run(customerId, domainId, sequence).changes);
			}),
		...auditSweeps(connection),
	};
}
