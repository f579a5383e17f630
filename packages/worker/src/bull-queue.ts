import { BACKGROUND_TASKS, type BackgroundTask, type Clock, type Logger, type Scheduler } from '@latchkey/core';
import { Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { type SingleRuns, singleRuns } from './single-runs.ts';
import type { WorkIntervals, WorkQueue } from './work-queue.ts';

/** Milliseconds before the next attempt to connect. */
const retryStrategy = (attempts: number): number => Math.min(2000, 50 * 2 ** attempts);

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

const QUEUE = 'work';
/** So often a process looks whether Redis still brings what it should; milliseconds. */
const WATCH_MS = 2000;
/** A task that Redis has not brought for so many of its intervals is run without it. */
const MISSED_INTERVALS = 2;
const LEAST_PATIENCE_MS = 4000;
/** Of the errors of a connection that is gone, one in so many milliseconds is worth a line. */
const LOG_EVERY_MS = 30_000;

/**
 * Shares the work of several processes through BullMQ: one of them sweeps, and a nudge reaches whichever is free. Redis
 * holds no fact: where it is slow, away or empty, every process goes on by itself, and what Redis should know is put there
 * again.
 */
export function bullQueue(options: BullQueueOptions): WorkQueue {
	const { redisUrl, prefix = 'latchkey', clock, scheduler, logger, works = true } = options;
	let lastLoggedAt = Number.NEGATIVE_INFINITY;
	const connections: Redis[] = [];

	function onError(error: unknown): void {
		const now = clock.now();
		if (Math.abs(now - lastLoggedAt) < LOG_EVERY_MS) return;
		lastLoggedAt = now;
		logger.warn({ error: String(error) }, 'Redis cannot be reached; background work goes on without it');
	}

	function connect(more: Pick<RedisOptions, 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'commandTimeout'>): Redis {
		const connection = new Redis(redisUrl, { retryStrategy, ...more });
		connection.on('error', onError);
		connections.push(connection);
		return connection;
	}

	// A nudge that cannot be sent now is of no use later.
	const queue = new Queue(QUEUE, {
		prefix,
		connection: connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 3000 }),
		defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
	});
	queue.on('error', onError);
	let worker: Worker | undefined;
	let runs: SingleRuns | undefined;
	let stopWatching: (() => Promise<void>) | undefined;
	const sending = new Set<Promise<unknown>>();

	/** Nothing that Redis does may hold up, or bring down, who asks. */
	function send(sent: Promise<unknown>): void {
		const settled = sent.catch(onError).finally(() => sending.delete(settled));
		sending.add(settled);
	}

	async function schedule(intervals: WorkIntervals): Promise<void> {
		for (const task of BACKGROUND_TASKS) {
			await queue.upsertJobScheduler(task, { every: intervals[task] }, { name: task });
		}
	}

	/** After a FLUSHALL there is no scheduler any more, and nobody is told. */
	async function watch(started: SingleRuns, intervals: WorkIntervals): Promise<void> {
		const now = clock.now();
		for (const task of BACKGROUND_TASKS) {
			const patienceMs = Math.max(LEAST_PATIENCE_MS, MISSED_INTERVALS * intervals[task]);
			if (Math.abs(now - started.lastBegunAt(task)) < patienceMs) continue;
			await started.run(task);
			send(schedule(intervals));
		}
	}

	return {
		start(handler, intervals) {
			if (!works) return;
			const started = singleRuns(handler, logger, () => clock.now());
			runs = started;
			worker = new Worker(QUEUE, async ({ name }) => started.run(name as BackgroundTask), {
				prefix,
				// As BullMQ wants it of a connection that waits for jobs.
				connection: connect({ maxRetriesPerRequest: null }),
				concurrency: BACKGROUND_TASKS.length,
				removeOnComplete: { count: 0 },
				removeOnFail: { count: 0 },
			});
			worker.on('error', onError);
			send(schedule(intervals));
			stopWatching = scheduler.every(WATCH_MS, () => watch(started, intervals));
		},
		nudge(task) {
			if (queue.closing !== undefined) return;
			send(queue.add(task, {}, { deduplication: { id: task } }));
		},
		async close() {
			const ending = runs;
			runs = undefined;
			await Promise.all([ending?.close(), stopWatching?.()]);
			// Without waiting for Redis, which may be away: what it holds of this process is found by its absence.
			await Promise.allSettled([worker?.close(true), queue.close()]);
			await Promise.allSettled(sending);
			for (const connection of connections) connection.disconnect();
		},
	};
}
