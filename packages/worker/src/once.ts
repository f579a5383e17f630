import type { Scheduler } from '@latchkey/core';

/** Calls back once, after `ms` milliseconds, unless the returned function is called before. */
export function once(scheduler: Scheduler, ms: number, callback: () => void): () => void {
	// A series that ends itself: unlike a delay it can be called off, and keeps no process alive.
	const stop = scheduler.every(ms, async () => {
		void stop();
		callback();
	});
	return () => void stop();
}

/** Whether the promise settled within `ms` milliseconds. Never rejects. */
export function settledWithin(scheduler: Scheduler, ms: number, promise: Promise<unknown>): Promise<boolean> {
	return new Promise((resolve) => {
		const cancel = once(scheduler, ms, () => resolve(false));
		const settled = (): void => {
			cancel();
			resolve(true);
		};
		promise.then(settled, settled);
	});
}
