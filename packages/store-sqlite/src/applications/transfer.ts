import type { DatabaseSync } from 'node:sqlite';
import { type PendingOf, type TransferTable, transferTable } from '../transfer/table.ts';
import { APPLICATION_COLUMNS, type ApplicationRow, applicationKey, applicationOf } from './columns.ts';
import { applicationInsert } from './insert.ts';

export function applicationRecords(database: DatabaseSync, pending: PendingOf): TransferTable<'applications'> {
	const insert = applicationInsert(database);
	return transferTable(database, {
		table: 'applications',
		columns: APPLICATION_COLUMNS,
		key: { client_id: '' },
		keyOf: ({ application }) => [application.clientId],
		recordOf(row: ApplicationRow) {
			const application = applicationOf(row);
			return { application, events: pending.of(applicationKey(application, application.clientId)) };
		},
		insert({ application, events }) {
			insert(application);
			pending.put(applicationKey(application, application.clientId), events);
		},
		holdsSecrets: true,
	});
}
