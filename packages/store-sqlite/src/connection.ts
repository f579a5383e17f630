import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailableError } from '@latchkey/core';

/** One open file. Every error of SQLite leaves here as `StoreUnavailableError`. */
export interface Connection {
	readonly database: DatabaseSync;
	/** Runs what only reads. */
	read<T>(work: () => T): Promise<T>;
	/** Runs in one transaction that holds the write lock from its start; waits for the lock without blocking. */
	write<T>(work: () => T): Promise<T>;
	close(): void;
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
/** SQLite itself waits for so long, blocking the thread; beyond that the wait is ours, and does not block. */
const BUSY_TIMEOUT_MS = 5;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Opens the file, made where there is none, readable by its owner only. */
export async function connect(file: string, lockTimeoutMs: number): Promise<Connection> {
	if (file !== ':memory:') createPrivately(file);
	const database = open(file);
	let closed = false;

	function run<T>(work: () => T): T {
		if (closed) throw new StoreUnavailableError('the store is closed');
		return work();
	}

	/** Tries again while another process holds the lock, for `lockTimeoutMs` in all. */
	async function patiently<T>(work: () => T): Promise<T> {
		const startedAt = performance.now();
		for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
			try {
				return run(work);
			} catch (error) {
				if (error instanceof StoreUnavailableError) throw error;
				if (!isLocked(error)) throw new StoreUnavailableError('SQLite failed', { cause: error });
				if (performance.now() - startedAt > lockTimeoutMs) {
					throw new StoreUnavailableError('the database stayed locked', { cause: error });
				}
			}
			await sleep(pause * (0.5 + Math.random() / 2));
		}
	}

	function transaction<T>(work: () => T): T {
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

	try {
		await patiently(() => {
			database.exec(`
				PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
				PRAGMA journal_mode = WAL;
				PRAGMA synchronous = FULL;
				PRAGMA secure_delete = ON;
				PRAGMA foreign_keys = ON;
			`);
		});
	} catch (error) {
		database.close();
		throw error;
	}

	return {
		database,
		read: patiently,
		write: (work) => patiently(() => transaction(work)),
		close() {
			if (closed) return;
			closed = true;
			database.close();
		},
	};
}

function open(file: string): DatabaseSync {
	try {
		return new DatabaseSync(file);
	} catch (error) {
		throw new StoreUnavailableError(`${file} cannot be opened`, { cause: error });
	}
}

/** SQLite gives its -wal and -shm files the mode of the database. */
function createPrivately(file: string): void {
	try {
		closeSync(openSync(file, 'a', 0o600));
		chmodSync(file, 0o600);
	} catch (error) {
		throw new StoreUnavailableError(`${file} cannot be opened`, { cause: error });
	}
}

function isLocked(error: unknown): boolean {
	// The low byte is the primary code; the rest says more of it.
	const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
	return code === SQLITE_BUSY || code === SQLITE_LOCKED;
}
