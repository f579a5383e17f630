import { BACKGROUND_TASKS, type BackgroundTask, type Logger } from '@latchkey/core';
import type { WorkHandler } from './work-queue.ts';

/** Runs tasks one run at a time each; asked while one runs, it runs once more, however often it was asked. */
export interface SingleRuns {
	/** Resolves when what was asked for has been done, or has failed and was logged. */
	run(task: BackgroundTask): Promise<void>;
	/** Whether the run before this instant (by the same clock) was begun. */
	lastBegunAt(task: BackgroundTask): number;
	close(): Promise<void>;
}

interface Runner {
	running: Promise<void> | undefined;
	again: boolean;
	lastBegunAt: number;
}

export function singleRuns(handler: WorkHandler, logger: Logger, now: () => number): SingleRuns {
	const ending = new AbortController();
	const runner = (): Runner => ({ running: undefined, again: false, lastBegunAt: now() });
	const runners = Object.fromEntries(BACKGROUND_TASKS.map((task) => [task, runner()])) as Record<
		BackgroundTask,
		Runner
	>;

	async function runUntilAsked(task: BackgroundTask, state: Runner): Promise<void> {
		do {
			state.again = false;
			state.lastBegunAt = now();
			try {
				await handler(task, ending.signal);
			} catch (error) {
				logger.warn({ task, error: String(error) }, 'background work failed; it will be tried again');
			}
		} while (state.again && !ending.signal.aborted);
		// In the same breath as the last look at `again`: who asks from here on starts a run of its own.
		state.running = undefined;
	}

	return {
		run(task) {
			if (ending.signal.aborted) return Promise.resolve();
			const state = runners[task];
			if (state.running !== undefined) {
				state.again = true;
				return state.running;
			}
			const run = runUntilAsked(task, state);
			state.running = run;
			return run;
		},
		lastBegunAt: (task) => runners[task].lastBegunAt,
		async close() {
			ending.abort();
			await Promise.all(Object.values(runners).map(({ running }) => running));
		},
	};
}
