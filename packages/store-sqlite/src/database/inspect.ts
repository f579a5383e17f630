import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '@latchkey/core';
import { SCHEMA_VERSION } from './migrate.ts';

/** What a database is, for whoever must know before it is opened. */
export interface SqliteInspection {
	/** How many migrations it has been through; 0 for a file that is not Latchkey's yet. */
	readonly version: number;
	/** How many this program knows: `sqliteStore` brings a lower version up to it, and refuses a higher one. */
	readonly knownVersion: number;
}

/**
 * Looks at a file and changes nothing; undefined where there is none. Throws `StoreUnavailableError` where it is no
 * database, or cannot be read.
 */
export function inspectSqlite(file: string): SqliteInspection | undefined {
	if (!existsSync(file)) return undefined;
	let database: DatabaseSync | undefined;
	try {
		database = new DatabaseSync(file, { readOnly: true });
		const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
		return { version, knownVersion: SCHEMA_VERSION };
	} catch (error) {
		throw new StoreUnavailableError(`${file} cannot be read as a database`, { cause: error });
	} finally {
		database?.close();
	}
}
