import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '@latchkey/core';
import { lockWait } from './lock-wait.ts';

/** One open file. Every error of SQLite leaves here as `StoreUnavailableError`. */
export interface Connection {
	readonly database: DatabaseSync;
	/** Runs what only reads. */
	read<T>(work: () => T): Promise<T>;
	/** Runs in one transaction that holds the write lock from its start; waits for the lock without blocking. */
	write<T>(work: () => T): Promise<T>;
	/**
	 * Takes overwritten bytes out of the write-ahead log, which keeps them until its place is needed again. As far as
	 * other connections allow: one that is reading may still need them.
	 */
	shred(): void;
	/** Can be repeated. */
	close(): void;
}

/** SQLite itself waits for so long, blocking the thread; beyond that the wait is ours, and does not block. */
const BUSY_TIMEOUT_MS = 5;

/** Opens the file, made where there is none, readable by its owner only. */
export async function connect(file: string, lockTimeoutMs: number): Promise<Connection> {
	const database = open(file);
	const patiently = lockWait(lockTimeoutMs);
	let closed = false;

	function whileOpen<T>(work: () => T): T {
		if (closed) throw new StoreUnavailableError('the store is closed');
		return work();
	}

	function transaction<T>(work: () => T): T {
		// One that could not be rolled back would otherwise swallow every later write.
		if (database.isTransaction) database.exec('ROLLBACK');
		database.exec('BEGIN IMMEDIATE');
		try {
			const result = work();
			database.exec('COMMIT');
			return result;
		} catch (error) {
			// A full disk may have ended the transaction already.
			if (database.isTransaction) database.exec('ROLLBACK');
			throw error;
		}
	}

	const connection: Connection = {
		database,
		read: (work) => patiently(() => whileOpen(work)),
		write: (work) => patiently(() => whileOpen(() => transaction(work))),
		shred() {
			try {
				database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
			} catch {
				// What was asked for is committed; the log gives its old bytes up when SQLite next starts it afresh.
			}
		},
		close() {
			if (closed) return;
			closed = true;
			try {
				database.close();
			} catch (error) {
				throw new StoreUnavailableError('SQLite failed to close', { cause: error });
			}
		},
	};
	try {
		await connection.read(() => configure(database));
	} catch (error) {
		connection.close();
		throw error;
	}
	return connection;
}

function configure(database: DatabaseSync): void {
	database.exec(`
		PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
		PRAGMA synchronous = FULL;
		PRAGMA secure_delete = ON;
		PRAGMA foreign_keys = ON;
	`);
	const mode = String(database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']);
	// SQLite answers with the mode that it could have instead; only a database in memory has no use for the log.
	if (mode !== 'wal' && mode !== 'memory') throw new StoreUnavailableError(`no write-ahead log here, only ${mode}`);
}

function open(file: string): DatabaseSync {
	try {
		if (file !== ':memory:') createPrivately(file);
		return new DatabaseSync(file);
	} catch (error) {
		throw new StoreUnavailableError(`${file} cannot be opened`, { cause: error });
	}
}

/**
 * SQLite gives its -wal and -shm files the mode of the database. A file that is there already is not touched: closing
 * a descriptor of it would drop the locks that other connections of this process hold.
 */
function createPrivately(file: string): void {
	try {
		closeSync(openSync(file, 'wx', 0o600));
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
}
