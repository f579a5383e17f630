import { BACKGROUND_TASKS, type BackgroundTask, type Scheduler, type WorkIntervals } from '@latchkey/core';
import { type Job, Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { settledWithin } from './once.ts';

/** What BullMQ holds for one process: its connections, and a queue for every task. */
export interface RedisLink {
	/** True when it can never serve again, whatever becomes of Redis, and a new one is needed. */
	readonly broken: boolean;
	/** Asks for a run. Resolves to whether Redis has taken that in; never rejects. */
	nudge(task: BackgroundTask): Promise<boolean>;
	/** Begins to run what Redis brings. */
	work(run: (task: BackgroundTask) => Promise<void>): void;
	/** Makes Redis bring every task at its interval from now on. Waits for a Redis that was never there; may reject. */
	schedule(intervals: WorkIntervals): Promise<void>;
	/**
	 * Changes whenever a task was brought to some process; undefined where Redis does not know of it. Rejects where Redis
	 * is away.
	 */
	progress(task: BackgroundTask): Promise<string | undefined>;
	/**
	 * Lets go of the connections soon, whatever Redis does; where `tells`, it first tells Redis that what it held is
	 * done. Never rejects.
	 */
	close(tells: boolean): Promise<void>;
}

export interface RedisLinkParts {
	readonly redisUrl: string;
	readonly prefix: string;
	readonly scheduler: Scheduler;
	readonly onError: (error: unknown) => void;
}

/** Milliseconds before the next attempt to connect. */
const retryStrategy = (attempts: number): number => Math.min(2000, 50 * 2 ** attempts);
const OPENS_WITHIN_MS = 1000;
const COMMAND_MS = 5000;
/** A nudge that nobody took for so long is of no use, and must not stand in the way of the next. */
const NUDGE_MS = 10_000;
const TELLS_WITHIN_MS = 3000;
const CLOSES_WITHIN_MS = 1000;
/** BullMQ's are for jobs that hold facts. Here what a killed process had in hand is free again within ten seconds. */
const LOCK_MS = 6000;
const STALLED_MS = 3000;
const RETRY_MS = 1000;
/** However many processes die with a task in hand, BullMQ must not call that task failed. */
const ANY_NUMBER = Number.MAX_SAFE_INTEGER;

export function redisLink({ redisUrl, prefix, scheduler, onError }: RedisLinkParts): RedisLink {
	const connections: Redis[] = [];
	const workers: Worker[] = [];
	let broken = false;

	function connect(more: Pick<RedisOptions, 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'commandTimeout'>): Redis {
		const connection = new Redis(redisUrl, { retryStrategy, ...more });
		connection.on('error', onError);
		connections.push(connection);
		return connection;
	}

	/** BullMQ looks at the server's version once; where that failed, it fails ever after. */
	function watchOver(opening: Pick<Queue, 'waitUntilReady'>): void {
		opening.waitUntilReady().catch(() => {
			broken = true;
		});
	}

	// What cannot be sent now is of no use later.
	const commands = connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: COMMAND_MS });
	/** One for each task: that is how BullMQ keeps one run of a task at a time. */
	const queues = Object.fromEntries(
		BACKGROUND_TASKS.map((task) => {
			const queue = new Queue(task, {
				prefix,
				connection: commands,
				defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
				streams: { events: { maxLen: 100 } },
			});
			queue.on('error', onError);
			watchOver(queue);
			return [task, queue];
		}),
	) as Record<BackgroundTask, Queue>;
	/** A process that has only begun is not yet one without Redis. */
	const opened = settledWithin(
		scheduler,
		OPENS_WITHIN_MS,
		Promise.all(Object.values(queues).map((queue) => queue.waitUntilReady())),
	);
	const away = (): boolean => broken || commands.status !== 'ready';

	return {
		get broken() {
			return broken;
		},
		async nudge(task) {
			await opened;
			if (away()) return false;
			try {
				await queues[task].add(task, {}, { deduplication: { id: task, ttl: NUDGE_MS } });
				return true;
			} catch (error) {
				onError(error);
				return false;
			}
		},
		work(run) {
			// As BullMQ wants it of a connection that waits for jobs.
			const connection = connect({ maxRetriesPerRequest: null });
			for (const task of BACKGROUND_TASKS) {
				const process = async (job: Job): Promise<void> => {
					// From here on a nudge must make for a run of its own: this one may be past what it is about.
					await job.removeDeduplicationKey().catch(onError);
					await run(task);
				};
				const worker = new Worker(task, process, {
					prefix,
					connection,
					removeOnComplete: { count: 0 },
					removeOnFail: { count: 0 },
					lockDuration: LOCK_MS,
					stalledInterval: STALLED_MS,
					maxStalledCount: ANY_NUMBER,
					runRetryDelay: RETRY_MS,
				});
				worker.on('error', onError);
				watchOver(worker);
				workers.push(worker);
			}
		},
		async schedule(intervals) {
			for (const task of BACKGROUND_TASKS) {
				await queues[task].setGlobalConcurrency(1);
				await queues[task].upsertJobScheduler(task, { every: intervals[task] }, { name: task });
			}
		},
		async progress(task) {
			if (away()) throw new Error('Redis is away');
			const found = await queues[task].getJobScheduler(task);
			return found?.next === undefined ? undefined : String(found.next);
		},
		async close(tells) {
			if (tells && !away()) {
				await settledWithin(scheduler, TELLS_WITHIN_MS, Promise.all(workers.map((worker) => worker.close())));
			}
			const closed = Promise.allSettled([
				...workers.map((worker) => worker.close(true)),
				...Object.values(queues).map((queue) => queue.close()),
			]);
			// Ends whatever still waits for an answer.
			for (const connection of connections) connection.disconnect();
			await settledWithin(scheduler, CLOSES_WITHIN_MS, closed);
		},
	};
}
