import { type Endpoint, type EndpointRepository, LEASE_HORIZON } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays } from '../database/rows.ts';
import { ENDPOINT_COLUMNS, type EndpointRow, endpointOf } from './columns.ts';

/** Who sends to which endpoint, and when there is something to send. */
export function endpointQueues({
	database,
	read,
	snapshot,
	write,
}: Connection): Pick<EndpointRepository, 'claim' | 'renew' | 'release' | 'wake' | 'reschedule' | 'nextAt'> {
	const due = prepareArrays<[endpointId: string]>(
		database,
		`SELECT endpoint_id FROM endpoints
		 WHERE status = 'enabled' AND next_attempt_at <= ? AND NOT EXISTS (
			SELECT 1 FROM endpoint_leases held
			WHERE held.endpoint_id = endpoints.endpoint_id AND held.ends_at > ? AND held.ends_at <= ?
		 )
		 ORDER BY next_attempt_at, endpoint_id LIMIT ?`,
	);
	const find = prepareArrays<EndpointRow>(database, `SELECT ${ENDPOINT_COLUMNS} FROM endpoints WHERE endpoint_id = ?`);
	// A holder that died leaves its leases behind, and the endpoint may be purged before anybody else claims it.
	const endPast = database.prepare('DELETE FROM endpoint_leases WHERE ends_at <= ? OR ends_at > ?');
	const lease = database.prepare(
		'INSERT INTO endpoint_leases (endpoint_id, customer_id, domain_id, holder, ends_at) VALUES (?, ?, ?, ?, ?)',
	);
	const held = database.prepare(
		'SELECT 1 FROM endpoint_leases WHERE endpoint_id = ? AND customer_id = ? AND domain_id = ? AND holder = ?',
	);
	const renew = database.prepare(
		`UPDATE endpoint_leases SET ends_at = ?
		 WHERE endpoint_id = ? AND customer_id = ? AND domain_id = ? AND holder = ?`,
	);
	const release = database.prepare(
		'DELETE FROM endpoint_leases WHERE endpoint_id = ? AND customer_id = ? AND domain_id = ? AND holder = ?',
	);
	const wake = database.prepare(
		`UPDATE endpoints SET next_attempt_at = min(coalesce(next_attempt_at, ?1), ?1), wakeups = wakeups + 1
		 WHERE endpoint_id = ?2 AND customer_id = ?3 AND domain_id = ?4 AND status <> 'removed'`,
	);
	const reschedule = database.prepare(
		`UPDATE endpoints SET next_attempt_at = ?
		 WHERE endpoint_id = ? AND customer_id = ? AND domain_id = ? AND wakeups = ?`,
	);
	const earliest = prepareArrays<[nextAttemptAt: number]>(
		database,
		`SELECT next_attempt_at FROM endpoints WHERE status = 'enabled' AND next_attempt_at IS NOT NULL
		 ORDER BY next_attempt_at LIMIT 1`,
	);

	return {
		async claim({ holder, now, leaseMs, limit }) {
			const horizon = now + LEASE_HORIZON * leaseMs;
			const free = (): [endpointId: string][] => due.all(now, now, horizon, limit);
			// Read first: a claim that finds nothing takes no lock and writes nothing to the disk.
			if ((await read(free)).length === 0) return [];
			return await write(() => {
				endPast.run(now, horizon);
				return free().flatMap(([endpointId]) => find.all(endpointId).map((row) => leased(endpointOf(row))));
			});

			function leased(endpoint: Endpoint): Endpoint {
				const { endpointId, customerId, domainId } = endpoint;
				lease.run(endpointId, customerId, domainId, holder, now + leaseMs);
				return endpoint;
			}
		},
		renew: ({ holder, now, leaseMs }, endpoints) =>
			write(() =>
				endpoints.filter(({ tenant: { customerId, domainId }, endpointId }) => {
					const { changes } = renew.run(now + leaseMs, endpointId, customerId, domainId, holder);
					return changes === 1;
				}),
			),
		async release(holder, endpoints) {
			const keys = endpoints.map(
				({ tenant, endpointId }) => [endpointId, tenant.customerId, tenant.domainId, holder] as const,
			);
			const ours = await snapshot(() => keys.filter((key) => held.get(...key) !== undefined));
			if (ours.length === 0) return;
			await write(() => {
				for (const key of ours) release.run(...key);
			});
		},
		wake: ({ customerId, domainId }, endpointIds, at) =>
			write(() => {
				for (const endpointId of endpointIds) wake.run(at, endpointId, customerId, domainId);
			}),
		reschedule: ({ customerId, domainId }, endpointId, expectedWakeups, nextAttemptAt) =>
			write(() => reschedule.run(nextAttemptAt, endpointId, customerId, domainId, expectedWakeups).changes === 1),
		nextAt: () => read(() => earliest.get()?.[0] ?? null),
	};
}
