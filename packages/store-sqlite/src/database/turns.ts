import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Waits, where the thread was kept for too long, until everybody else has had their turn; undefined where it was not.
 */
export type GiveTurns = () => Promise<void> | undefined;

/**
 * A database that answers at once never lets go of the thread: a hundred callers that each go on with what they were
 * answered run to their ends before a single request is looked at. So after `longestMs` the next one waits for a turn.
 */
export function turns(longestMs: number): GiveTurns {
	let startedAt: number | undefined;
	return () => {
		if (startedAt !== undefined) return performance.now() - startedAt < longestMs ? undefined : nextTurn();
		startedAt = performance.now();
		setImmediate(() => {
			startedAt = undefined;
		});
		return undefined;
	};
}
