import type { ApplicationRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { list, prepareArrays, prepareRows } from '../database/rows.ts';
import { APPLICATION_COLUMNS, applicationOf } from './columns.ts';

type InvalidationRow = readonly [
	clientId: string,
	invalidatedAt: number,
	revision: number,
	tokenEpoch: number,
	revokedCredentials: string,
	privileges: string,
	allowedAddresses: string,
];

/** What crosses tenants. */
export function applicationSweeps({
	database,
	read,
	write,
}: Connection): Pick<ApplicationRepository, 'invalidatedSince' | 'findByFingerprint' | 'purgeRemoved'> {
	const invalidated = prepareArrays<InvalidationRow>(
		database,
		`SELECT client_id, invalidated_at, revision, token_epoch, revoked_credentials, privileges, allowed_addresses
		 FROM applications
		 WHERE invalidated_at >= ? AND (invalidated_at, client_id) > (?, ?)
		 ORDER BY invalidated_at, client_id LIMIT ?`,
	);
	const found = prepareRows(
		database,
		`SELECT ${APPLICATION_COLUMNS} FROM applications
		 WHERE client_id = (SELECT client_id FROM secret_fingerprints WHERE fingerprint = ? LIMIT 1)`,
		applicationOf,
	);
	const purgeable = prepareArrays<[customerId: string, domainId: string, clientId: string]>(
		database,
		`SELECT customer_id, domain_id, client_id FROM applications a
		 WHERE removed_at < ? AND NOT EXISTS (
			SELECT 1 FROM events
			WHERE customer_id = a.customer_id AND domain_id = a.domain_id AND source = a.client_id
		 ) LIMIT ?`,
	);
	const deleteUsage = database.prepare('DELETE FROM usage WHERE customer_id = ? AND domain_id = ? AND client_id = ?');
	const deleteApplication = database.prepare('DELETE FROM applications WHERE client_id = ?');

	return {
		invalidatedSince: (since, after, limit) =>
			read(() => {
				const rows = invalidated.all(since, after?.invalidatedAt ?? since, after?.clientId ?? '', limit);
				return rows.map(
					([clientId, invalidatedAt, revision, tokenEpoch, revokedCredentials, privileges, addresses]) => ({
						clientId,
						invalidatedAt,
						revision,
						tokenEpoch,
						revokedCredentials: list(revokedCredentials),
						privileges: list(privileges),
						allowedAddresses: list(addresses),
					}),
				);
			}),
		findByFingerprint: (fingerprint) => read(() => found.get(fingerprint)),
		purgeRemoved: (before, limit) =>
			write(() => {
				const rows = purgeable.all(before, limit);
				for (const [customerId, domainId, clientId] of rows) {
					deleteUsage.run(customerId, domainId, clientId);
					deleteApplication.run(clientId);
				}
				return rows.length;
			}),
	};
}
