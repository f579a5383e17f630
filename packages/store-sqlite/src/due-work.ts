import { type DueWork, LEASE_HORIZON } from '@latchkey/core';
import { APPLICATION_COLUMNS, type ApplicationRow, applicationOf } from './application-columns.ts';
import type { Connection } from './connection.ts';
import { prepareArrays } from './rows.ts';

export function dueWork({ database, read, snapshot, write }: Connection): DueWork {
	const due = prepareArrays<[clientId: string]>(
		database,
		`SELECT client_id FROM applications
		 WHERE next_due_at <= ? AND status <> 'removed'
			AND (lease_ends_at IS NULL OR lease_ends_at <= ? OR lease_ends_at > ?)
		 ORDER BY next_due_at, client_id LIMIT ?`,
	);
	const lease = prepareArrays<ApplicationRow>(
		database,
		`UPDATE applications SET lease_holder = ?, lease_ends_at = ? WHERE client_id = ? RETURNING ${APPLICATION_COLUMNS}`,
	);
	const held = database.prepare(
		'SELECT 1 FROM applications WHERE client_id = ? AND customer_id = ? AND domain_id = ? AND lease_holder = ?',
	);
	const release = database.prepare(
		`UPDATE applications SET lease_holder = NULL, lease_ends_at = NULL
		 WHERE client_id = ? AND customer_id = ? AND domain_id = ? AND lease_holder = ?`,
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
			const find = (): [clientId: string][] => due.all(now, now, now + LEASE_HORIZON * leaseMs, limit);
			// Read first: a claim that finds nothing takes no lock and writes nothing to the disk.
			if ((await read(find)).length === 0) return [];
			return await write(() =>
				find().flatMap(([clientId]) => lease.all(holder, now + leaseMs, clientId).map(applicationOf)),
			);
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
