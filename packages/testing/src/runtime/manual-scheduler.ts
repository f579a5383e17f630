import type { Scheduler } from '@latchkey/core';

/** A scheduler whose series run only when they are told to, and whose delays are over at once. */
export interface ManualScheduler extends Scheduler {
	/** Runs every series once, in the order they were made. */
	runAll(): Promise<void>;
}

export function manualScheduler(): ManualScheduler {
	const tasks = new Set<() => Promise<void>>();
	return {
		every(_intervalMs, task) {
			tasks.add(task);
			return async () => {
				tasks.delete(task);
			};
		},
		delay: () => new Promise((resolve) => setImmediate(resolve)),
		async runAll() {
			for (const task of [...tasks]) await task();
		},
	};
}
