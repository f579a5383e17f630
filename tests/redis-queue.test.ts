import { setTimeout as sleep } from 'node:timers/promises';
import type { BackgroundTask, WorkIntervals, WorkQueue } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { capturedLogger, queueContract } from '@latchkey/testing';
import { bullQueue } from '@latchkey/worker';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startRedisServer } from '../tools/servers/redis.ts';
import type { TestServer } from '../tools/servers/test-server.ts';
import { redisClient } from './support/redis-client.ts';

const SLOW = { timeout: 60_000 };
const WAIT = { timeout: 30_000, interval: 50 };
/** Nothing comes by itself. */
const NEVER: WorkIntervals = { relay: 3_600_000, deliver: 3_600_000, life_cycle: 3_600_000, purge: 3_600_000 };

let redis: TestServer;
beforeAll(async () => {
	redis = await startRedisServer({ restartable: true });
}, 60_000);
afterAll(() => redis.stop());

let prefixes = 0;

interface Opened {
	readonly queue: WorkQueue;
	readonly runs: BackgroundTask[];
}

/** A queue of one process; those with one prefix work together. */
function open(prefix: string, works = true): Opened {
	const queue = bullQueue({ ...nodeRuntime(), logger: capturedLogger(), redisUrl: redis.url, prefix, works });
	onTestFinished(() => queue.close());
	return { queue, runs: [] };
}

function start({ queue, runs }: Opened, intervals: WorkIntervals): void {
	queue.start(async (task) => void runs.push(task), intervals);
}

const newPrefix = (): string => `test-${++prefixes}`;

const logger = capturedLogger();

queueContract({
	name: 'a queue on Redis',
	async open() {
		const prefix = newPrefix();
		const queues: WorkQueue[] = [];
		const another = (): WorkQueue => {
			const queue = bullQueue({ ...nodeRuntime(), logger, redisUrl: redis.url, prefix });
			queues.push(queue);
			return queue;
		};
		return {
			queue: another(),
			another,
			until: (condition) => expect.poll(condition, WAIT).toBe(true),
			pass: sleep,
			async close() {
				for (const queue of queues) await queue.close();
			},
		};
	},
});

describe('a queue on Redis', SLOW, () => {
	it('brings a nudge to another process, and the intervals of every task', async () => {
		const prefix = newPrefix();
		const working = open(prefix);
		const nudging = open(prefix, false);
		start(working, { ...NEVER, purge: 200 });
		start(nudging, NEVER);
		await expect.poll(() => working.runs.filter((task) => task === 'purge').length, WAIT).toBeGreaterThan(3);
		const before = working.runs.filter((task) => task === 'life_cycle').length;
		nudging.queue.nudge('life_cycle');
		await expect.poll(() => working.runs.filter((task) => task === 'life_cycle').length, WAIT).toBeGreaterThan(before);
		expect(nudging.runs).toEqual([]);
	});

	it('keeps nothing of what was done, and no fact of it', async () => {
		const prefix = newPrefix();
		const working = open(prefix);
		start(working, NEVER);
		for (let count = 0; count < 50; count++) working.queue.nudge('relay');
		await expect.poll(() => working.runs.length, WAIT).toBeGreaterThan(0);
		const client = await redisClient(redis.url);
		onTestFinished(() => client.disconnect());
		const jobs = async (): Promise<string[]> =>
			(await client.keys(`${prefix}:*`)).filter((key) => /:(completed|failed|active)$/.test(key));
		await expect.poll(jobs, WAIT).toEqual([]);
	});

	it('goes on after a FLUSHALL, which nobody is told of', async () => {
		const working = open(newPrefix());
		start(working, { ...NEVER, relay: 300 });
		await expect.poll(() => working.runs.length, WAIT).toBeGreaterThan(2);
		const client = await redisClient(redis.url);
		onTestFinished(() => client.disconnect());
		await client.flushall();
		const seen = working.runs.length;
		// By itself at first, and by Redis again once it was told: many more than the watch alone would bring.
		await expect.poll(() => working.runs.length - seen, WAIT).toBeGreaterThan(20);
	});

	it('goes on by itself while Redis is away, nudges harm nobody, and comes back with it', async () => {
		const working = open(newPrefix());
		start(working, { ...NEVER, relay: 300 });
		await expect.poll(() => working.runs.length, WAIT).toBeGreaterThan(2);
		await redis.kill();
		const seen = working.runs.length;
		for (let count = 0; count < 100; count++) working.queue.nudge('relay');
		await expect.poll(() => working.runs.length - seen, WAIT).toBeGreaterThan(1);
		await redis.restart();
		const away = working.runs.length;
		await expect.poll(() => working.runs.length - away, WAIT).toBeGreaterThan(20);
	});

	it('closes at once while Redis is away, and starts nothing after', async () => {
		const working = open(newPrefix());
		start(working, { ...NEVER, relay: 300 });
		await expect.poll(() => working.runs.length, WAIT).toBeGreaterThan(1);
		redis.freeze();
		await working.queue.close();
		redis.thaw();
		const seen = working.runs.length;
		working.queue.nudge('relay');
		expect(working.runs).toHaveLength(seen);
	});
});
