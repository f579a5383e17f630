import type { DatabaseSync } from 'node:sqlite';
import type { ClientApplication, Tenant } from '@latchkey/core';
import { prepareArrays } from '../database/rows.ts';
import { APPLICATION_COLUMNS, type ApplicationRow, applicationOf } from './columns.ts';

type FoundRow = readonly [rowid: number, ...ApplicationRow];

/**
 * Finds one application of a tenant. Where there is none, the one that was found last is read in its place and dropped,
 * so that a client that there is not costs as much time as one that there is: who guesses Client IDs learns nothing by
 * it.
 */
export function applicationFind(
	database: DatabaseSync,
): (tenant: Tenant, clientId: string) => ClientApplication | undefined {
	const find = prepareArrays<FoundRow>(
		database,
		`SELECT rowid, ${APPLICATION_COLUMNS} FROM applications WHERE rowid = coalesce(
			(SELECT rowid FROM applications WHERE client_id = ? AND customer_id = ? AND domain_id = ?), ?)`,
	);
	let foundLast: number | null = null;
	return ({ customerId, domainId }, clientId) => {
		const row = find.get(clientId, customerId, domainId, foundLast);
		if (row === undefined) return undefined;
		const [rowid, ...columns] = row;
		foundLast = rowid;
		const found = applicationOf(columns);
		const isMeant = found.clientId === clientId && found.customerId === customerId && found.domainId === domainId;
		return isMeant ? found : undefined;
	};
}
