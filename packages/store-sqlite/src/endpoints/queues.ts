import type { EndpointRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { dueItems } from '../database/due-table.ts';
import { ENDPOINT_COLUMNS, endpointOf } from './columns.ts';

const ENDPOINTS = {
	table: 'endpoints',
	id: 'endpoint_id',
	columns: ENDPOINT_COLUMNS,
	dueAt: 'next_attempt_at',
	condition: "status = 'enabled'",
	leases: 'endpoint_leases',
};

/** Who sends to which endpoint, and when there is something to send. */
export function endpointQueues(
	connection: Connection,
): Pick<EndpointRepository, 'claim' | 'renew' | 'release' | 'wake' | 'reschedule' | 'nextAt'> {
	const { database, write } = connection;
	const { claim, release, nextAt } = dueItems(connection, ENDPOINTS, endpointOf);
	const renew = database.prepare(
		`UPDATE endpoint_leases SET ends_at = ?
		 WHERE endpoint_id = ? AND customer_id = ? AND domain_id = ? AND holder = ?`,
	);
	const wake = database.prepare(
		`UPDATE endpoints SET next_attempt_at = min(coalesce(next_attempt_at, ?1), ?1), wakeups = wakeups + 1
		 WHERE endpoint_id = ?2 AND customer_id = ?3 AND domain_id = ?4 AND status <> 'removed'`,
	);
	const reschedule = database.prepare(
		`UPDATE endpoints SET next_attempt_at = ?
		 WHERE endpoint_id = ? AND customer_id = ? AND domain_id = ? AND wakeups = ?`,
	);

	return {
		claim,
		renew: ({ holder, now, leaseMs }, endpoints) =>
			write(() =>
				endpoints.filter(({ tenant: { customerId, domainId }, endpointId }) => {
					const { changes } = renew.run(now + leaseMs, endpointId, customerId, domainId, holder);
					return changes === 1;
				}),
			),
		release: (holder, endpoints) =>
			release(
				holder,
				endpoints.map(({ tenant, endpointId }) => ({ tenant, id: endpointId })),
			),
		wake: ({ customerId, domainId }, endpointIds, at) =>
			write(() => {
				for (const endpointId of endpointIds) wake.run(at, endpointId, customerId, domainId);
			}),
		reschedule: ({ customerId, domainId }, endpointId, expectedWakeups, nextAttemptAt) =>
			write(() => reschedule.run(nextAttemptAt, endpointId, customerId, domainId, expectedWakeups).changes === 1),
		nextAt,
	};
}
