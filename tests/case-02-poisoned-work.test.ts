import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LatchkeyEvent } from '@latchkey/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRedisServer } from '../tools/servers/redis.ts';
import { becomesQuick } from './support/becomes-quick.ts';
import { addExpiring, addLasting, type RedisProcess, redisProcess } from './support/redis-place.ts';
import { scratchFile } from './support/scratch-file.ts';

const DEATHS = 5;
const DONE_WITHIN_MS = 15_000;
/** What a dead worker held is leased again by those whose clock is past its lease. */
const LEASE_MS = 31_000;
const LIFE_MS = 60_000;

interface Platform {
	/** Serves and nudges; others must do the work. */
	readonly host: RedisProcess;
	/** What any worker has relayed. */
	readonly events: readonly LatchkeyEvent[];
	/** Starts a worker; resolves when it has begun to work. */
	worker(diesIn: 'never' | 'relay' | 'life_cycle', aheadMs?: number): Promise<ChildProcess>;
}

async function openPlatform(): Promise<Platform> {
	const redis = await startRedisServer({ restartable: true });
	onTestFinished(() => redis.stop());
	const file = scratchFile();
	const events: LatchkeyEvent[] = [];
	const host = await redisProcess({ file, redisUrl: redis.url, works: false });
	onTestFinished(() => host.close());
	return {
		host,
		events,
		async worker(diesIn, aheadMs = 0) {
			const args = [file, redis.url, diesIn, String(aheadMs)];
			const child = fork(join(import.meta.dirname, 'support/dying-worker.ts'), args, { execArgv: [] });
			const exited = once(child, 'exit');
			onTestFinished(async () => {
				if (child.connected) child.send('end');
				await exited;
			});
			child.on('message', ({ event }: { event?: LatchkeyEvent }) => {
				if (event !== undefined) events.push(event);
			});
			// One that dies at its first step may never have said so.
			await Promise.race([once(child, 'message'), exited]);
			return child;
		},
	};
}

async function dies(child: ChildProcess): Promise<void> {
	if (child.signalCode === null) await once(child, 'exit');
	expect(child.signalCode).toBe('SIGKILL');
}

describe(`case 2: work whose worker is killed ${DEATHS} times is done`, () => {
	it('an event', async () => {
		const platform = await openPlatform();
		const { host, events } = platform;
		await addLasting(host.latchkey);
		for (let death = 0; death < DEATHS; death++) await dies(await platform.worker('relay'));
		expect(events).toEqual([]);
		await platform.worker('never');
		const added = (): string[] => events.map(({ type }) => type);
		await expect.poll(added, { timeout: DONE_WITHIN_MS }).toEqual(['client_application.added', 'client_secret.added']);
		// Nor does what the dead held stand in the way of a nudge.
		await becomesQuick(host.latchkey, () => events);
	});

	it('a step of the life cycle', async () => {
		const platform = await openPlatform();
		const { host, events } = platform;
		await addExpiring(host.latchkey, LIFE_MS);
		let aheadMs = LIFE_MS;
		for (let death = 0; death < DEATHS; death++, aheadMs += LEASE_MS) {
			await dies(await platform.worker('life_cycle', aheadMs));
		}
		const expired = (): number => events.filter(({ type }) => type === 'client_secret.expired').length;
		expect(expired()).toBe(0);
		await platform.worker('never', aheadMs);
		await expect.poll(expired, { timeout: DONE_WITHIN_MS }).toBe(1);
		await becomesQuick(host.latchkey, () => events);
		expect(expired(), 'once').toBe(1);
	});
});
