import type { DueWork } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { dueItems } from '../database/due-table.ts';
import { APPLICATION_COLUMNS, applicationOf } from './columns.ts';

const APPLICATIONS = {
	table: 'applications',
	id: 'client_id',
	columns: APPLICATION_COLUMNS,
	dueAt: 'next_due_at',
	condition: "status <> 'removed'",
	leases: 'due_leases',
};

export function dueWork(connection: Connection): DueWork {
	const { database, write } = connection;
	const { claim, release, nextAt } = dueItems(connection, APPLICATIONS, applicationOf);
	const reschedule = database.prepare(
		`UPDATE applications SET next_due_at = ?
		 WHERE client_id = ? AND customer_id = ? AND domain_id = ? AND revision = ?`,
	);
	return {
		claim,
		release: (holder, applications) =>
			release(
				holder,
				applications.map(({ tenant, clientId }) => ({ tenant, id: clientId })),
			),
		reschedule: ({ customerId, domainId }, clientId, expectedRevision, nextDueAt) =>
			write(() => reschedule.run(nextDueAt, clientId, customerId, domainId, expectedRevision).changes === 1),
		nextAt,
	};
}
