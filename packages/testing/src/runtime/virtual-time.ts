import type { Clock, Scheduler } from '@latchkey/core';

/** A clock and a scheduler that share one time, which passes only when it is told to. */
export interface VirtualTime {
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	/** Lets `ms` milliseconds pass, and everything happen that is due meanwhile, each at its time. */
	pass(ms: number): Promise<void>;
	/** Lets time pass until the condition holds; rejects where it does not within `withinMs` milliseconds. */
	until(condition: () => boolean, withinMs?: number): Promise<void>;
}

interface Timer {
	readonly at: number;
	readonly fire: () => void;
}

const TURNS = 5;
const STEP_MS = 100;
const MINUTE_MS = 60_000;

/** Whatever needs no time gets done: microtasks, and what waits for a turn of the event loop. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** `startsAt` in milliseconds since the epoch. */
export function virtualTime(startsAt = Date.UTC(2026, 0, 1)): VirtualTime {
	let now = startsAt;
	const timers = new Set<Timer>();

	function plan(ms: number, fire: () => void): Timer {
		const timer = { at: now + ms, fire };
		timers.add(timer);
		return timer;
	}

	/** Of those due at the same time, the one planned first. */
	function nextBy(end: number): Timer | undefined {
		let next: Timer | undefined;
		for (const timer of timers) if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
		return next;
	}

	async function pass(ms: number): Promise<void> {
		const end = now + ms;
		await settle();
		for (let timer = nextBy(end); timer !== undefined; timer = nextBy(end)) {
			timers.delete(timer);
			now = timer.at;
			timer.fire();
			await settle();
		}
		now = end;
	}

	return {
		clock: { now: () => now },
		scheduler: {
			every(intervalMs, task) {
				let stopped = false;
				let running = Promise.resolve();
				let timer: Timer;
				const next = (): void => {
					timer = plan(intervalMs, () => {
						running = task()
							.catch(() => undefined)
							.finally(() => {
								if (!stopped) next();
							});
					});
				};
				next();
				return () => {
					stopped = true;
					timers.delete(timer);
					return running;
				};
			},
			delay: (ms) => new Promise((resolve) => plan(ms, resolve)),
		},
		pass,
		async until(condition, withinMs = 10 * MINUTE_MS) {
			const end = now + withinMs;
			await settle();
			while (!condition()) {
				if (now >= end) throw new Error(`it has not happened within ${withinMs} ms`);
				await pass(STEP_MS);
			}
		},
	};
}
