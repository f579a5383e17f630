import { BACKGROUND_TASKS, type Clock, type Logger, type Scheduler } from '@latchkey/core';
import { type SingleRuns, singleRuns } from './single-runs.ts';
import type { WorkQueue } from './work-queue.ts';

export interface InProcessQueueOptions {
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	readonly logger: Logger;
}

/** The embedded default: no server at all. Nudges are heard in this process; others find the work at their intervals. */
export function inProcessQueue({ clock, scheduler, logger }: InProcessQueueOptions): WorkQueue {
	let runs: SingleRuns | undefined;
	let stops: (() => Promise<void>)[] = [];
	return {
		start(handler, intervals) {
			const started = singleRuns(handler, logger, () => clock.now());
			runs = started;
			stops = BACKGROUND_TASKS.map((task) => scheduler.every(intervals[task], () => started.run(task)));
		},
		nudge(task) {
			void runs?.run(task);
		},
		async close() {
			const ending = runs;
			runs = undefined;
			// The signal first: a series waits for the run that it is in.
			await Promise.all([ending?.close(), ...stops.splice(0).map((stop) => stop())]);
		},
	};
}
