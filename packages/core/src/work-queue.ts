import type { BackgroundTask } from './background.ts';

/** What a queue runs: all that there is to do of a task now. It may be run at any time, and by several at once. */
export type WorkHandler = (task: BackgroundTask, signal: AbortSignal) => Promise<void>;

/** How often a task is run without being asked for; milliseconds. */
export type WorkIntervals = Readonly<Record<BackgroundTask, number>>;

/**
 * Says "now", and nothing else: what there is to do is in the store. A queue may lose a nudge, or run a task twice;
 * what it must do is run every task again and again, whatever becomes of the servers behind it.
 */
export interface WorkQueue {
	/**
	 * Runs every task at its interval, and soon after a nudge; one run of a task at a time in this process, and one over
	 * all processes as far as the queue can tell. A handler that rejects ends nothing. Called once at most.
	 */
	start(handler: WorkHandler, intervals: WorkIntervals): void;
	/**
	 * Asks for a run soon, here or in another process: one run for any number of nudges that come before it begins, and
	 * one more for any number that come while it runs. Never throws, and nobody waits for it.
	 */
	nudge(task: BackgroundTask): void;
	/**
	 * Starts nothing more, tells what runs by its signal to come to an end, and resolves when it has, or when it has not
	 * within the bound of this queue. Never rejects.
	 */
	close(): Promise<void>;
}
