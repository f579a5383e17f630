import type { DatabaseSync } from 'node:sqlite';
import { prepareArrays } from '../database/rows.ts';
import { counter, type TransferTable } from '../transfer/tables.ts';
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

export function auditEntryRecords(database: DatabaseSync): TransferTable<'auditEntries'> {
	const page = prepareArrays<AuditRow>(
		database,
		`SELECT ${AUDIT_COLUMNS} FROM audit_entries WHERE (customer_id, domain_id, sequence) > (?, ?, ?)
		 ORDER BY customer_id, domain_id, sequence LIMIT ?`,
	);
	const put = database.prepare(
		`INSERT INTO audit_entries (${AUDIT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		 ON CONFLICT (customer_id, domain_id, sequence) DO UPDATE SET
			event_id = excluded.event_id, type = excluded.type, at = excluded.at, actor_kind = excluded.actor_kind,
			actor_id = excluded.actor_id, credential_id = excluded.credential_id, address = excluded.address,
			client_id = excluded.client_id, data = excluded.data, link = excluded.link, mac = excluded.mac`,
	);
	return {
		page: ([customerId = '', domainId = '', sequence = 0], limit) =>
			page.all(customerId, domainId, sequence, limit).map(auditEntryOf),
		keyOf: ({ customerId, domainId, sequence }) => [customerId, domainId, sequence],
		put(entry) {
			put.run(...auditEntryValues(entry));
			return false;
		},
		count: counter(database, 'audit_entries'),
	};
}

export function auditCheckpointRecords(database: DatabaseSync): TransferTable<'auditCheckpoints'> {
	const page = prepareArrays<CheckpointRow>(
		database,
		`SELECT ${CHECKPOINT_COLUMNS} FROM audit_checkpoints WHERE (customer_id, domain_id) > (?, ?)
		 ORDER BY customer_id, domain_id LIMIT ?`,
	);
	const put = database.prepare(
		`INSERT OR REPLACE INTO audit_checkpoints (${CHECKPOINT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
	);
	return {
		page: ([customerId = '', domainId = ''], limit) => page.all(customerId, domainId, limit).map(checkpointOf),
		keyOf: ({ customerId, domainId }) => [customerId, domainId],
		put(checkpoint) {
			put.run(...checkpointValues(checkpoint));
			return false;
		},
		count: counter(database, 'audit_checkpoints'),
	};
}
