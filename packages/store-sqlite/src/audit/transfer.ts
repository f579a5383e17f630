import type { DatabaseSync } from 'node:sqlite';
import { prepareInsert } from '../database/rows.ts';
import { type TransferTable, transferTable } from '../transfer/table.ts';
import {
	AUDIT_COLUMNS,
	auditEntryOf,
	auditEntryValues,
	CHECKPOINT_COLUMNS,
	checkpointOf,
	checkpointValues,
} from './columns.ts';

export function auditEntryRecords(database: DatabaseSync): TransferTable<'auditEntries'> {
	const insert = prepareInsert(database, 'audit_entries', AUDIT_COLUMNS);
	return transferTable(database, {
		table: 'audit_entries',
		columns: AUDIT_COLUMNS,
		key: { customer_id: '', domain_id: '', sequence: 0 },
		keyOf: ({ customerId, domainId, sequence }) => [customerId, domainId, sequence],
		recordOf: auditEntryOf,
		insert: (entry) => insert.run(...auditEntryValues(entry)),
		holdsSecrets: false,
	});
}

export function auditCheckpointRecords(database: DatabaseSync): TransferTable<'auditCheckpoints'> {
	const insert = prepareInsert(database, 'audit_checkpoints', CHECKPOINT_COLUMNS);
	return transferTable(database, {
		table: 'audit_checkpoints',
		columns: CHECKPOINT_COLUMNS,
		key: { customer_id: '', domain_id: '' },
		keyOf: ({ customerId, domainId }) => [customerId, domainId],
		recordOf: checkpointOf,
		insert: (checkpoint) => insert.run(...checkpointValues(checkpoint)),
		holdsSecrets: false,
	});
}
