import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '@latchkey/core';
import { groupCommit } from './group-commit.ts';
import { lockWait } from './lock-wait.ts';

/** One open file. Every error of SQLite leaves here as `StoreUnavailableError`. */
export interface Connection {
	readonly database: DatabaseSync;
	/** Runs what only reads, by one statement. */
	read<T>(work: () => T): Promise<T>;
	/** Runs what reads by several statements, which all see the database as it was at one moment. */
	snapshot<T>(work: () => T): Promise<T>;
	/**
	 * Runs in one transaction that holds the write lock from its start; waits for the lock without blocking. What is
	 * asked for at the same time shares it.
	 */
	write<T>(work: () => T): Promise<T>;
	/**
	 * Takes overwritten bytes out of the write-ahead log, which keeps them until its place is needed again. Where another
	 * connection still needs the log, every later write tries again. One time for all who ask at the same time: it costs
	 * more than a write.
	 */
	shred(): Promise<void>;
	/** Can be repeated. */
	close(): void;
}

type Begin = 'BEGIN' | 'BEGIN IMMEDIATE';

/** Opens the file, made where there is none, readable by its owner only. */
export async function connect(file: string, lockTimeoutMs: number): Promise<Connection> {
	const database = open(file);
	const patiently = lockWait(file, lockTimeoutMs);
	let closed = false;
	let shredding = false;
	let shreddingForAll: Promise<void> | undefined;

	function whileOpen<T>(work: () => T): T {
		if (closed) throw new StoreUnavailableError('the store is closed');
		return work();
	}

	function transaction<T>(begin: Begin, work: () => T): T {
		// One that could not be rolled back would otherwise swallow every later write.
		if (database.isTransaction) database.exec('ROLLBACK');
		database.exec(begin);
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

	function shred(): Promise<void> {
		// After all that was committed together.
		shreddingForAll ??= Promise.resolve().then(() => {
			shreddingForAll = undefined;
			shredNow();
		});
		return shreddingForAll;
	}

	function shredNow(): void {
		try {
			shredding = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] !== 0;
		} catch {
			// What was asked for is committed, and so it is done, whatever becomes of the log.
			shredding = true;
		}
	}

	const commit = groupCommit((work) => patiently(() => whileOpen(() => transaction('BEGIN IMMEDIATE', work))));

	const connection: Connection = {
		database,
		read: (work) => patiently(() => whileOpen(work)),
		snapshot: (work) => patiently(() => whileOpen(() => transaction('BEGIN', work))),
		async write(work) {
			const result = await commit(work);
			if (shredding) shredNow();
			return result;
		},
		shred,
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
		-- SQLite would wait by blocking the thread, once for every call that waits. All waiting is ours.
		PRAGMA busy_timeout = 0;
		PRAGMA synchronous = FULL;
		PRAGMA secure_delete = ON;
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
