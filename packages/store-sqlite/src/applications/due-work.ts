import { type ClientApplication, type DueWork, LEASE_HORIZON } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays } from '../database/rows.ts';
import { APPLICATION_COLUMNS, type ApplicationRow, applicationOf } from './columns.ts';

export function dueWork({ database, read, snapshot, write }: Connection): DueWork {
	const due = prepareArrays<[clientId: string]>(
		database,
		`SELECT client_id FROM applications
		 WHERE next_due_at <= ? AND status <> 'removed' AND NOT EXISTS (
			SELECT 1 FROM due_leases held
			WHERE held.client_id = applications.client_id AND held.ends_at > ? AND held.ends_at <= ?
		 )
		 ORDER BY next_due_at, client_id LIMIT ?`,
	);
	const find = prepareArrays<ApplicationRow>(
		database,
		`SELECT ${APPLICATION_COLUMNS} FROM applications WHERE client_id = ?`,
	);
	// A holder that died leaves its leases behind, and the application may be purged before anybody else claims it.
	const endPast = database.prepare('DELETE FROM due_leases WHERE ends_at <= ? OR ends_at > ?');
	const lease = database.prepare(
		'INSERT INTO due_leases (client_id, customer_id, domain_id, holder, ends_at) VALUES (?, ?, ?, ?, ?)',
	);
	const held = database.prepare(
		'SELECT 1 FROM due_leases WHERE client_id = ? AND customer_id = ? AND domain_id = ? AND holder = ?',
	);
	const release = database.prepare(
		'DELETE FROM due_leases WHERE client_id = ? AND customer_id = ? AND domain_id = ? AND holder = ?',
	);
	const reschedule = database.prepare(
		`UPDATE applications SET next_due_at = ?
		 WHERE client_id = ? AND customer_id = ? AND domain_id = ? AND revision = ?`,
	);
	const earliest = prepareArrays<[nextDueAt: number]>(
		database,
		`SELECT next_due_at FROM applications WHERE next_due_at IS NOT NULL AND status <> 'removed'
		 ORDER BY next_due_at LIMIT 1`,
	);

	return {
		async claim({ holder, now, leaseMs, limit }) {
			const horizon = now + LEASE_HORIZON * leaseMs;
			const free = (): [clientId: string][] => due.all(now, now, horizon, limit);
			// Read first: a claim that finds nothing takes no lock and writes nothing to the disk.
			if ((await read(free)).length === 0) return [];
			return await write(() => {
				endPast.run(now, horizon);
				return free().flatMap(([clientId]) => find.all(clientId).map((row) => leased(applicationOf(row))));
			});

			function leased(application: ClientApplication): ClientApplication {
				const { clientId, customerId, domainId } = application;
				lease.run(clientId, customerId, domainId, holder, now + leaseMs);
				return application;
			}
		},
		async release(holder, applications) {
			const keys = applications.map(
				({ tenant, clientId }) => [clientId, tenant.customerId, tenant.domainId, holder] as const,
			);
			const ours = await snapshot(() => keys.filter((key) => held.get(...key) !== undefined));
			if (ours.length === 0) return;
			await write(() => {
				for (const key of ours) release.run(...key);
			});
		},
		reschedule: ({ customerId, domainId }, clientId, expectedRevision, nextDueAt) =>
			write(() => reschedule.run(nextDueAt, clientId, customerId, domainId, expectedRevision).changes === 1),
		nextAt: () => read(() => earliest.get()?.[0] ?? null),
	};
}
