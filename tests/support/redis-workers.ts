import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BackgroundTask, Clock, Latchkey, LatchkeyEvent } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { capturedLogger } from '@latchkey/testing';
import { bullQueue, type LatchkeyWorker, nudgeOnly } from '@latchkey/worker';
import { inject, onTestFinished } from 'vitest';
import type { Place } from './place.ts';
import type { RedisWorkerMessage, RedisWorkerParts } from './redis-worker.ts';
import type { FacedClock } from './shared-clock.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** Who works for the hosts of a project: processes of their own on Redis, or each by itself where absent. */
		readonly queueKind?: 'redis';
	}
}

/** Workers in processes of their own, which Redis brings the work to. */
export interface RedisWorkers {
	/** Has them work on what this Latchkey commits, as it commits it. */
	nudged(latchkey: Latchkey): LatchkeyWorker;
	/** Has one of them run each of these, one after the other. */
	run(tasks: readonly BackgroundTask[]): Promise<void>;
}

export interface RedisWorkersOptions extends Pick<RedisWorkerParts, 'place' | 'privileges'> {
	readonly place: Place;
	readonly key: Uint8Array;
	/** There is one worker by each; all must have a face. */
	readonly clocks: readonly (Clock | FacedClock)[];
	readonly onEvent?: (event: LatchkeyEvent) => void;
}

/** Undefined in projects whose hosts work by themselves. They end with the running test. */
export async function redisWorkers(options: RedisWorkersOptions): Promise<RedisWorkers | undefined> {
	if (inject('queueKind') !== 'redis') return undefined;
	const redis = inject('redis');
	if ('missing' in redis) throw new Error(redis.missing);
	const { place, privileges, clocks, onEvent } = options;
	// One Redis may serve many tests, at the same time too.
	const shared = { redisUrl: redis.url, prefix: `test-${randomUUID()}` };
	const parts = { ...shared, place, privileges, key: Buffer.from(options.key).toString('base64') };
	/** When the latest run of a task that has ended began, by the clock that all processes of the machine share. */
	const lastBegun = new Map<string, bigint>();
	const waiting: (() => void)[] = [];

	async function start(clock: Clock | FacedClock): Promise<void> {
		if (!('face' in clock)) throw new Error('another process cannot read this clock');
		const args = [JSON.stringify({ ...parts, face: clock.face } satisfies RedisWorkerParts)];
		const child = fork(join(import.meta.dirname, 'redis-worker.ts'), args, { execArgv: [] });
		const ended = once(child, 'exit');
		onTestFinished(async () => {
			if (child.connected) child.send('end');
			await ended;
		});
		const works = new Promise<void>((resolve, reject) => {
			ended.then(() => reject(new Error('a worker ended')), reject);
			child.on('message', (message: RedisWorkerMessage) => {
				if ('works' in message) resolve();
				if ('event' in message) onEvent?.(message.event);
				if (!('ran' in message)) return;
				lastBegun.set(message.ran, BigInt(message.begunAt));
				for (const look of waiting.splice(0)) look();
			});
		});
		await works;
	}

	const openQueue = () => bullQueue({ ...nodeRuntime(), ...shared, logger: capturedLogger(), works: false });
	const asking = openQueue();
	onTestFinished(() => asking.close());
	await Promise.all(clocks.map(start));
	return {
		nudged: (latchkey) => nudgeOnly(latchkey, openQueue()),
		async run(tasks) {
			for (const task of tasks) {
				const askedAt = process.hrtime.bigint();
				asking.nudge(task);
				while ((lastBegun.get(task) ?? 0n) < askedAt) {
					await new Promise<void>((look) => waiting.push(look));
				}
			}
		},
	};
}
