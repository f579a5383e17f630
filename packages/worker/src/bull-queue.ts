import {
	BACKGROUND_TASKS,
	type BackgroundTask,
	type Clock,
	type Logger,
	type Scheduler,
	type WorkIntervals,
	type WorkQueue,
} from '@latchkey/core';
import { type RedisLink, redisLink } from './redis-link.ts';
import { type SingleRuns, singleRuns } from './single-runs.ts';

export interface BullQueueOptions {
	/** `redis://…` or `rediss://…` */
	readonly redisUrl: string;
	/** What every key in Redis begins with; `latchkey` where absent. */
	readonly prefix?: string;
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	readonly logger: Logger;
	/** False in a process that only nudges, and leaves the work to others; true where absent. */
	readonly works?: boolean;
}

/** So often a process looks whether Redis still brings what it should; milliseconds. */
const WATCH_MS = 2000;
/** A task that Redis has brought to nobody for so many of its intervals is run without it. */
const MISSED_INTERVALS = 2;
const LEAST_PATIENCE_MS = 4000;
/** A link over which nothing has come for so long may be one that never recovers: begin with a new one. */
const RELINK_MS = 30_000;
/** Of the errors of a connection that is gone, one in so many milliseconds is worth a line. */
const LOG_EVERY_MS = 30_000;

const zeros = (): Record<BackgroundTask, number> => ({ relay: 0, deliver: 0, life_cycle: 0, purge: 0 });

/**
 * Shares the work of several processes through BullMQ: one of them sweeps, and a nudge reaches whichever is free. Redis
 * holds no fact: where it is slow, away or empty, every process goes on by itself, and what Redis should know is put
 * there again.
 */
export function bullQueue(options: BullQueueOptions): WorkQueue {
	const { redisUrl, prefix = 'latchkey', clock, scheduler, logger, works = true } = options;
	let lastLoggedAt = Number.NEGATIVE_INFINITY;
	let closing: Promise<void> | undefined;
	let runs: SingleRuns | undefined;
	let stopWatching: (() => Promise<void>) | undefined;
	/** Nudges on their way to Redis, and whether another came meanwhile. */
	const sending = new Map<BackgroundTask, { again: boolean }>();

	function onError(error: unknown): void {
		const now = clock.now();
		if (closing !== undefined || Math.abs(now - lastLoggedAt) < LOG_EVERY_MS) return;
		lastLoggedAt = now;
		logger.warn({ error: String(error) }, 'Redis does not serve as it should; background work goes on without it');
	}

	const openLink = (): RedisLink => redisLink({ redisUrl, prefix, scheduler, onError });
	let link = openLink();
	let linkedAt = clock.now();
	/** Takes part in the work over the link that there is now. */
	let join = (): void => undefined;

	function relink(): void {
		linkedAt = clock.now();
		void link.close(false);
		link = openLink();
		join();
	}

	/** However slow Redis is, one nudge of a task is on its way at a time. */
	async function send(task: BackgroundTask): Promise<void> {
		const sent = { again: false };
		sending.set(task, sent);
		do {
			sent.again = false;
			if (link.broken && Math.abs(clock.now() - linkedAt) >= WATCH_MS) relink();
			if (!(await link.nudge(task))) void runs?.run(task);
		} while (sent.again && closing === undefined);
		sending.delete(task);
	}

	function watch(started: SingleRuns, intervals: WorkIntervals): () => Promise<void> {
		const sinceRun = zeros();
		const sinceProgress = zeros();
		const progress = new Map<BackgroundTask, string | undefined>();
		let sinceServed = 0;
		let looking = false;

		const overdue = (since: Record<BackgroundTask, number>, task: BackgroundTask): boolean =>
			since[task] >= Math.max(LEAST_PATIENCE_MS, MISSED_INTERVALS * intervals[task]);

		join = () => {
			link.work(started.run);
			link.schedule(intervals).catch(onError);
		};

		async function look(): Promise<void> {
			let serves = true;
			for (const task of BACKGROUND_TASKS) {
				const found = await link.progress(task);
				if (found !== undefined && found !== progress.get(task)) sinceProgress[task] = 0;
				progress.set(task, found);
				serves &&= found !== undefined && !overdue(sinceProgress, task);
			}
			// After a FLUSHALL there is no scheduler any more, and nobody is told.
			if (serves) sinceServed = 0;
			else await link.schedule(intervals);
		}

		started.onBegun((task) => {
			sinceRun[task] = 0;
		});
		join();
		return scheduler.every(WATCH_MS, async () => {
			sinceServed += WATCH_MS;
			if (link.broken || sinceServed >= RELINK_MS) {
				sinceServed = 0;
				relink();
			}
			for (const task of BACKGROUND_TASKS) {
				sinceRun[task] += WATCH_MS;
				sinceProgress[task] += WATCH_MS;
				// Not waited for: the watch must go on while a run takes its time.
				if (overdue(sinceRun, task) && overdue(sinceProgress, task)) void started.run(task);
			}
			if (looking) return;
			looking = true;
			look()
				.catch(onError)
				.finally(() => {
					looking = false;
				});
		});
	}

	async function close(): Promise<void> {
		void stopWatching?.();
		const ended = await runs?.close();
		await link.close(ended !== false);
	}

	return {
		start(handler, intervals) {
			if (!works || closing !== undefined) return;
			runs = singleRuns({ handler, scheduler, logger });
			stopWatching = watch(runs, intervals);
		},
		nudge(task) {
			if (closing !== undefined) return;
			const sent = sending.get(task);
			if (sent === undefined) void send(task);
			else sent.again = true;
		},
		close() {
			closing ??= close();
			return closing;
		},
	};
}
