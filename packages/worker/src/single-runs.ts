import { BACKGROUND_TASKS, type BackgroundTask, type Logger, type Scheduler, type WorkHandler } from '@latchkey/core';
import { settledWithin } from './once.ts';

/** Runs tasks one run at a time each; asked while one runs, it runs once more, however often it was asked. */
export interface SingleRuns {
	/** Resolves when what was asked for has been done, or has failed and was logged. */
	run(task: BackgroundTask): Promise<void>;
	/** Hears of every run that begins. */
	onBegun(listener: (task: BackgroundTask) => void): void;
	/** Signals what runs; resolves to whether it has ended, or false after as long as a queue may take to close. */
	close(): Promise<boolean>;
}

interface Runner {
	running: Promise<void> | undefined;
	again: boolean;
}

export interface SingleRunsParts {
	readonly handler: WorkHandler;
	readonly scheduler: Scheduler;
	readonly logger: Logger;
}

/** Whoever ends a process waits about twice as long before it is killed. */
const CLOSES_WITHIN_MS = 10_000;

export function singleRuns({ handler, scheduler, logger }: SingleRunsParts): SingleRuns {
	const ending = new AbortController();
	let begun: (task: BackgroundTask) => void = () => undefined;
	const runner = (): Runner => ({ running: undefined, again: false });
	const runners = Object.fromEntries(BACKGROUND_TASKS.map((task) => [task, runner()])) as Record<
		BackgroundTask,
		Runner
	>;

	async function runUntilAsked(task: BackgroundTask, state: Runner): Promise<void> {
		do {
			state.again = false;
			begun(task);
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
		onBegun(listener) {
			begun = listener;
		},
		async close() {
			ending.abort();
			const running = Promise.all(Object.values(runners).map((state) => state.running));
			const ended = await settledWithin(scheduler, CLOSES_WITHIN_MS, running);
			if (!ended) {
				logger.warn({ withinMs: CLOSES_WITHIN_MS }, 'background work did not come to an end; it is left to itself');
			}
			return ended;
		},
	};
}
