import { setTimeout as sleep } from 'node:timers/promises';
import type { LatchkeyEvent } from '@latchkey/core';
import { describe, it, onTestFinished } from 'vitest';
import { startRedisServer } from '../tools/servers/redis.ts';
import type { TestServer } from '../tools/servers/test-server.ts';
import { becomesQuick } from './support/becomes-quick.ts';
import { redisClient } from './support/redis-client.ts';
import { type RedisProcess, type Relayed, redisProcess, relayed } from './support/redis-place.ts';
import { scratchFile } from './support/scratch-file.ts';
import { runs } from './support/soak.ts';
import { steadyWork } from './support/steady-work.ts';
import { type TcpProxy, tcpProxy } from './support/tcp-proxy.ts';

const RESUMES_WITHIN_MS = 15_000;
const CUT_MS = runs(20_000, 3);
const SLOW_FOR_MS = runs(10_000, 4);

interface Place {
	readonly redis: TestServer;
	readonly network: TcpProxy;
	readonly host: RedisProcess;
	readonly seen: Relayed;
}

/** One that serves and two that work, on one file, with a Redis of their own behind a network of their own. */
async function openPlace(): Promise<Place> {
	const redis = await startRedisServer({ restartable: true, persistent: false });
	onTestFinished(() => redis.stop());
	const network = await tcpProxy(Number(new URL(redis.url).port));
	onTestFinished(() => network.stop());
	const seen = relayed();
	const parts = { file: scratchFile(), redisUrl: `redis://127.0.0.1:${network.port}`, onEvent: seen.onEvent };
	const open = async (works: boolean): Promise<RedisProcess> => {
		const opened = await redisProcess({ ...parts, works });
		onTestFinished(() => opened.close());
		return opened;
	};
	const host = await open(false);
	await open(true);
	await open(true);
	return { redis, network, host, seen };
}

async function goesThrough(fault: (place: Place) => Promise<void>): Promise<void> {
	const place = await openPlace();
	const { latchkey } = place.host;
	const events = (): LatchkeyEvent[] => [...place.seen.events.values()].map(({ event }) => event);
	await becomesQuick(latchkey, events);
	const work = await steadyWork(latchkey, place.seen);
	await sleep(1000);
	await fault(place);
	await becomesQuick(latchkey, events);
	await work.finish(RESUMES_WITHIN_MS);
}

describe('case 3: Redis fails, and nothing is lost, no token refused, and no work late', () => {
	it('emptied, again and again', async () => {
		await goesThrough(async ({ redis }) => {
			const client = await redisClient(redis.url);
			onTestFinished(() => client.disconnect());
			for (let round = 0; round < 4; round++) {
				await client.flushall();
				await sleep(1500);
			}
		});
	});

	it('restarted without what it held', async () => {
		await goesThrough(async ({ redis }) => {
			await redis.kill();
			await sleep(5000);
			await redis.restart();
		});
	});

	it(`cut off for ${CUT_MS / 1000} s without a word`, async () => {
		await goesThrough(async ({ network }) => {
			network.cut();
			await sleep(CUT_MS);
			network.mend();
		});
	});

	it('slow by 2 s', async () => {
		await goesThrough(async ({ network }) => {
			network.slow(2000);
			await sleep(SLOW_FOR_MS);
			network.slow(0);
		});
	});
});
