import { StoreUnavailableError } from '@latchkey/core';
import type { Connection } from './connection.ts';
import { firstTables } from './migrations/01-first-tables.ts';
import { relayLeases } from './migrations/02-relay-leases.ts';
import { lifeCycle } from './migrations/03-life-cycle.ts';
import { dueLeases } from './migrations/04-due-leases.ts';
import { endpoints } from './migrations/05-endpoints.ts';
import { fingerprints } from './migrations/06-fingerprints.ts';
import { audit } from './migrations/07-audit.ts';
import { tokenLimits } from './migrations/08-token-limits.ts';
import { revokedTokens } from './migrations/09-revoked-tokens.ts';
import { credentials } from './migrations/10-credentials.ts';
import { deliveryLists } from './migrations/11-delivery-lists.ts';
import { tokenFeed } from './migrations/12-token-feed.ts';
import { certificates } from './migrations/13-certificates.ts';
import { endedSecrets } from './migrations/14-ended-secrets.ts';
import { assertions } from './migrations/15-assertions.ts';
import { managerHolds } from './migrations/16-manager-holds.ts';

/** Each runs once, in one transaction with the number that it leads to. Never edit one that was released. */
const MIGRATIONS: readonly string[] = [
	firstTables,
	relayLeases,
	lifeCycle,
	dueLeases,
	endpoints,
	fingerprints,
	audit,
	tokenLimits,
	revokedTokens,
	credentials,
	deliveryLists,
	tokenFeed,
	certificates,
	endedSecrets,
	assertions,
	managerHolds,
];

/** The version of a file that is up to date. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings the file up to what this program needs; several processes may try at the same time. */
export async function migrate({ database, read, write }: Connection): Promise<void> {
	const version = (): number => Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
	// Read first: a file that is up to date opens without the write lock.
	while ((await read(version)) < MIGRATIONS.length) {
		await write(() => {
			const from = version();
			const next = MIGRATIONS[from];
			if (next !== undefined) database.exec(`${next}; PRAGMA user_version = ${from + 1}`);
		});
	}
	const found = await read(version);
	if (found > MIGRATIONS.length) {
		throw new StoreUnavailableError(
			`the database has version ${found}, written by a newer program; this one knows ${MIGRATIONS.length}`,
		);
	}
}
