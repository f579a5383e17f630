import type { Scheduler } from '../ports.ts';

/** What to wait for before a write; undefined for nothing. */
export type Gather = () => Promise<void> | undefined;

/**
 * A write is a wait for the disk, in which nothing else is done: whoever is to write something has so long to come
 * along with others, in milliseconds.
 */
const GATHER_MS = 5;

/**
 * Lets all go on together who ask at about the same time: then a store can write it all at once. Nobody waits for
 * nobody.
 */
export function gathering(scheduler: Scheduler, othersComing: () => boolean): Gather {
	let current: Promise<void> | undefined;
	return () => {
		if (current !== undefined || !othersComing()) return current;
		current = scheduler.delay(GATHER_MS).finally(() => {
			current = undefined;
		});
		return current;
	};
}
