import { setTimeout as sleep } from 'node:timers/promises';
import type { LatchkeyEvent } from '@latchkey/core';
import { onTestFinished } from 'vitest';
import { startRedisServer } from '../../tools/servers/redis.ts';
import type { TestServer } from '../../tools/servers/test-server.ts';
import { becomesQuick } from './becomes-quick.ts';
import { type PlatformProcess, platformProcess, type Relayed, relayed } from './platform-process.ts';
import { redisClient } from './redis-client.ts';
import { runs } from './soak.ts';
import { steadyWork } from './steady-work.ts';
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts';

/** Workers sweep every five seconds. */
const QUICK_MS = 3000;
const RESUMES_WITHIN_MS = 15_000;
/** Longer than work may be late, so that only what goes on without Redis is in time. */
export const CUT_MS = runs(16_000, 4);
const SLOW_FOR_MS = runs(8000, 4);

interface Platform {
	readonly redis: TestServer;
	readonly network: TcpProxy;
	readonly host: PlatformProcess;
	readonly seen: Relayed;
}

/** One that serves and two that work, on one store, with a Redis of their own behind a network of their own. */
async function openPlatform(data: string): Promise<Platform> {
	const redis = await startRedisServer({ restartable: true, persistent: false });
	onTestFinished(() => redis.stop());
	const network = await tcpProxy(Number(new URL(redis.url).port));
	onTestFinished(() => network.stop());
	const seen = relayed();
	const parts = { data, redisUrl: `redis://127.0.0.1:${network.port}`, onEvent: seen.onEvent };
	const open = async (works: boolean): Promise<PlatformProcess> => {
		const opened = await platformProcess({ ...parts, works });
		onTestFinished(() => opened.close());
		return opened;
	};
	const host = await open(false);
	await open(true);
	await open(true);
	return { redis, network, host, seen };
}

export type Fault = (platform: Platform) => Promise<void>;

export const FAULTS: Readonly<Record<string, Fault>> = {
	async 'emptied, again and again'({ redis }) {
		const client = await redisClient(redis.url);
		for (let round = 0; round < 4; round++) {
			await client.flushall();
			await sleep(1500);
		}
		client.disconnect();
	},
	async 'restarted without what it held'({ redis }) {
		await redis.kill();
		await sleep(5000);
		await redis.restart();
	},
	async 'cut off without a word'({ network }) {
		network.cut();
		await sleep(CUT_MS);
		network.mend();
	},
	async 'slow by 2 s'({ network }) {
		network.slow(2000);
		await sleep(SLOW_FOR_MS);
		network.slow(0);
	},
};

/** Nothing is lost meanwhile, no token refused, and no work late. Less is done where the store is slow. */
export async function goesThrough(data: string, faults: readonly Fault[], slowness = 1): Promise<void> {
	const platform = await openPlatform(data);
	const { latchkey } = platform.host;
	const events = (): LatchkeyEvent[] => [...platform.seen.events.values()].map(({ event }) => event);
	await becomesQuick(latchkey, events, QUICK_MS);
	const work = await steadyWork(latchkey, platform.seen, slowness);
	for (const fault of faults) {
		await fault(platform);
		await becomesQuick(latchkey, events, QUICK_MS);
	}
	await work.finish(RESUMES_WITHIN_MS);
}
