import type { Scheduler } from '@latchkey/core';

interface Series {
	readonly intervalMs: number;
	readonly task: () => Promise<void>;
	nextAt: number;
	running: boolean;
}

interface Delay {
	readonly at: number;
	readonly over: () => void;
}

/** The timers of one process: they run when they are told what time it is, and die with their process. */
export interface VirtualScheduler extends Scheduler {
	/** Starts what is due. A series whose last run has not ended is passed over, as a real one would be. */
	runDue(now: number): void;
	/** When something is due next; undefined where nothing ever is. */
	nextAt(): number | undefined;
}

export function virtualScheduler(now: () => number, leftOutMs: number): VirtualScheduler {
	const series = new Set<Series>();
	const delays = new Set<Delay>();
	return {
		every(intervalMs, task) {
			if (intervalMs === leftOutMs) return async () => undefined;
			const one: Series = { intervalMs, task, nextAt: now() + intervalMs, running: false };
			series.add(one);
			return async () => {
				series.delete(one);
			};
		},
		delay: (ms) =>
			new Promise((over) => {
				delays.add({ at: now() + ms, over });
			}),
		runDue(at) {
			for (const delay of [...delays]) {
				if (delay.at > at) continue;
				delays.delete(delay);
				delay.over();
			}
			for (const one of series) {
				if (one.nextAt > at || one.running) continue;
				one.nextAt = at + one.intervalMs;
				one.running = true;
				void one.task().finally(() => {
					one.running = false;
				});
			}
		},
		nextAt() {
			const times = [...series].map(({ nextAt }) => nextAt);
			for (const { at } of delays) times.push(at);
			return times.length === 0 ? undefined : Math.min(...times);
		},
	};
}
