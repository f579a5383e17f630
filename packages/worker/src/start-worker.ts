import type { BackgroundTask, Clock, Latchkey, Scheduler, WorkIntervals, WorkQueue } from '@latchkey/core';
import { inProcessQueue } from './in-process-queue.ts';
import { once, settledWithin } from './once.ts';

export interface WorkerOptions {
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	/** Closed by the worker's `close`. In-process where absent. */
	readonly queue?: WorkQueue;
	/** How often each task is run whether or not anything asks for it, in milliseconds. */
	readonly intervals?: Partial<WorkIntervals>;
}

/** Makes time pass for one Latchkey. */
export interface LatchkeyWorker {
	/** Brings what runs to an end. To be closed before Latchkey is. */
	close(): Promise<void>;
}

/** Nudges make it quick; these make it certain. */
const INTERVALS: WorkIntervals = { relay: 1000, deliver: 1000, life_cycle: 5000, purge: 600_000 };

/**
 * What is being sent is called off a few seconds after the queue has closed; the store may take its time to hear of it.
 */
const DELIVERS_WITHIN_MS = 8000;

/** How near something due must be for a timer of its own: a sweep would be late by up to its interval. */
const NEAR_MS = 5000;

/**
 * Starts the background work of a Latchkey that was started: it relays events, sends notifications, advances what is
 * due and purges what was removed. At least one process of a host must have one; any number may.
 */
export function startWorker(latchkey: Latchkey, options: WorkerOptions): LatchkeyWorker {
	const { clock, scheduler } = options;
	const { background, logger } = latchkey;
	const queue = options.queue ?? inProcessQueue({ scheduler, logger });
	let closed = false;
	let delivering: Promise<void> | undefined;
	let timed: { readonly dueAt: number; cancel(): void } | undefined;

	/** Advances what is due at its instant, not at the next sweep. */
	async function timeNext(): Promise<void> {
		const dueAt = await background.nextDueAt();
		if (closed || dueAt === null || dueAt === timed?.dueAt) return;
		const inMs = dueAt - clock.now();
		if (inMs <= 0 || inMs > NEAR_MS) return;
		timed?.cancel();
		const nudge = (): void => {
			timed = undefined;
			queue.nudge('life_cycle');
		};
		timed = { dueAt, cancel: once(scheduler, inMs, nudge) };
	}

	/** Not waited for, so that it is run again while answers are still to come. */
	function deliver(signal: AbortSignal): void {
		const running = background.run('deliver', signal);
		if (running === delivering) return;
		delivering = running;
		running.catch((error: unknown) => logger.warn({ error: String(error) }, 'notifications could not be sent yet'));
	}

	async function handle(task: BackgroundTask, signal: AbortSignal): Promise<void> {
		if (task === 'deliver') return deliver(signal);
		await background.run(task, signal);
		if (task !== 'life_cycle') return;
		// Not waited for: the run is over, and the next one may come before that instant.
		timeNext().catch((error: unknown) => logger.debug({ error: String(error) }, 'nobody could say what is due next'));
	}

	queue.start(handle, { ...INTERVALS, ...options.intervals });
	const stopListening = background.onWork((task) => queue.nudge(task));
	return {
		async close() {
			closed = true;
			timed?.cancel();
			stopListening();
			await queue.close();
			if (delivering !== undefined) await settledWithin(scheduler, DELIVERS_WITHIN_MS, delivering);
		},
	};
}

/**
 * Nudges whoever works, from a process that leaves the work to others. Resolves what it was given when it is closed.
 */
export function nudgeOnly(latchkey: Latchkey, queue: WorkQueue): LatchkeyWorker {
	const stopListening = latchkey.background.onWork((task) => queue.nudge(task));
	return {
		async close() {
			stopListening();
			await queue.close();
		},
	};
}
