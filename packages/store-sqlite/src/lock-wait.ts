import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailableError } from '@latchkey/core';

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
/** A race for the log that was lost too often. */
const SQLITE_PROTOCOL = 15;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

type Patiently = <T>(work: () => T) => Promise<T>;

/**
 * Runs work at once and, while another connection holds a lock that it needs, again after pauses that do not block,
 * for `timeoutMs` in all. Every other error becomes `StoreUnavailableError` straight away.
 */
export function lockWait(timeoutMs: number): Patiently {
	return async (work) => {
		let startedAt: number | undefined;
		for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
			try {
				return work();
			} catch (error) {
				if (error instanceof StoreUnavailableError) throw error;
				if (!isLocked(error)) throw new StoreUnavailableError('SQLite failed', { cause: error });
				startedAt ??= performance.now();
				const leftMs = startedAt + timeoutMs - performance.now();
				if (leftMs <= 0) throw new StoreUnavailableError('the database stayed locked', { cause: error });
				await sleep(Math.min(leftMs, pause * (0.5 + Math.random() / 2)));
			}
		}
	};
}

function isLocked(error: unknown): boolean {
	// The low byte is the primary code; the rest says more of it.
	const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
	return code === SQLITE_BUSY || code === SQLITE_LOCKED || code === SQLITE_PROTOCOL;
}
