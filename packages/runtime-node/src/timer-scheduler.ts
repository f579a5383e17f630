import { setTimeout as sleep } from 'node:timers/promises';
import type { Scheduler } from '@latchkey/core';

/** Node's timers. A series does not keep the process alive by itself. */
export function timerScheduler(): Scheduler {
	return {
		every(intervalMs, task) {
			let stopped = false;
			let running = Promise.resolve();
			let timer: NodeJS.Timeout;
			const plan = (): void => {
				timer = setTimeout(() => {
					// The next run is planned when this one has ended, so that slow runs never pile up.
					running = task()
						.catch(() => undefined)
						.finally(() => {
							if (!stopped) plan();
						});
				}, intervalMs);
				timer.unref();
			};
			plan();
			return () => {
				stopped = true;
				clearTimeout(timer);
				return running;
			};
		},
		delay: (ms) => sleep(ms),
	};
}
