import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailableError } from '@latchkey/core';
import { turns } from './turns.ts';

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
/** A race for the log that was lost too often. */
const SQLITE_PROTOCOL = 15;
const FIRST_PAUSE_MS = 1;
/** Short, since whoever sleeps longer than the others finds the lock taken; asking for it costs some microseconds. */
const LONGEST_PAUSE_MS = 8;

/** So long the thread may be kept, by any number of calls. */
const LONGEST_TURN_MS = 5;

type Patiently = <T>(work: () => T) => Promise<T>;

/**
 * Runs work at once, or when others have had their turn; and while another connection holds a lock that it needs, again
 * after pauses that do not block, for `timeoutMs` in all. Every other error becomes `StoreUnavailableError` straight
 * away.
 */
export function lockWait(file: string, timeoutMs: number): Patiently {
	const giveTurns = turns(LONGEST_TURN_MS);
	return async (work) => {
		const turn = giveTurns();
		if (turn !== undefined) await turn;
		let startedAt: number | undefined;
		for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
			try {
				return work();
			} catch (error) {
				if (error instanceof StoreUnavailableError) throw error;
				if (!isLocked(error)) throw failure(file, error);
				startedAt ??= performance.now();
				const leftMs = startedAt + timeoutMs - performance.now();
				if (leftMs <= 0) throw new StoreUnavailableError(`${file} stayed locked`, { cause: error });
				await sleep(Math.min(leftMs, pause * (0.5 + Math.random() / 2)));
			}
		}
	};
}

/** SQLite's words go into the message; those of other errors may quote what was read, and that may be a secret. */
function failure(file: string, cause: unknown): StoreUnavailableError {
	const words = codeOf(cause) === undefined ? 'failed' : String((cause as Error).message);
	return new StoreUnavailableError(`${file}: ${words}`, { cause });
}

function isLocked(error: unknown): boolean {
	const code = codeOf(error);
	return code === SQLITE_BUSY || code === SQLITE_LOCKED || code === SQLITE_PROTOCOL;
}

/** The primary code, which is the low byte; the rest says more of it. */
function codeOf(error: unknown): number | undefined {
	return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}
