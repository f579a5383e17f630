import { BACKGROUND_TASKS, type Logger, type Scheduler, type WorkQueue } from '@latchkey/core';
import { type SingleRuns, singleRuns } from './single-runs.ts';

export interface InProcessQueueOptions {
	readonly scheduler: Scheduler;
	readonly logger: Logger;
}

/**
 * The embedded default: no server at all. Nudges are heard in this process; others find the work at their intervals.
 */
export function inProcessQueue({ scheduler, logger }: InProcessQueueOptions): WorkQueue {
	let runs: SingleRuns | undefined;
	let stops: (() => Promise<void>)[] = [];
	return {
		start(handler, intervals) {
			const started = singleRuns({ handler, scheduler, logger });
			runs = started;
			stops = BACKGROUND_TASKS.map((task) => scheduler.every(intervals[task], () => started.run(task)));
		},
		nudge(task) {
			void runs?.run(task);
		},
		async close() {
			const ending = runs;
			runs = undefined;
			// Not waited for: a series waits for the run that it is in, however long that takes.
			for (const stop of stops.splice(0)) void stop();
			await ending?.close();
		},
	};
}
