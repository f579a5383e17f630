import { createLatchkey, type LatchkeyEvent, localKeyEncryption } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { capturedLogger, manualScheduler } from '@latchkey/testing';
import { bullQueue, startWorker } from '@latchkey/worker';
import { openPlace, type Place } from './place.ts';
import { type ClockFace, readClock } from './shared-clock.ts';

/** What a worker is told; plain data. */
export interface RedisWorkerParts {
	readonly place: Place;
	/** Base64. */
	readonly key: string;
	readonly privileges: readonly string[];
	readonly face: ClockFace;
	readonly redisUrl: string;
	readonly prefix: string;
}

/** What a worker says. */
export type RedisWorkerMessage =
	| { readonly event: LatchkeyEvent }
	| { readonly ran: string; readonly begunAt: string }
	| { readonly works: true };

/** Only what it is nudged to is done: the time that passes here is not the test's. */
const NEVER_MS = 3_600_000;
const INTERVALS = { relay: NEVER_MS, deliver: NEVER_MS, life_cycle: NEVER_MS, purge: NEVER_MS };

/** A program: a worker on Redis, by the clock of a test. Tells of events, and of every run that came to its end. */
const { place, key, privileges, face, redisUrl, prefix } = JSON.parse(process.argv[2] ?? '') as RedisWorkerParts;

/** Resolves when it is on its way. */
const tell = (message: RedisWorkerMessage): Promise<void> =>
	new Promise((resolve, reject) => {
		process.send?.(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
	});

const clock = readClock(face);
const scheduler = manualScheduler();
const runtime = { ...nodeRuntime(), logger: capturedLogger() };
const latchkey = createLatchkey({
	...runtime,
	clock,
	scheduler,
	store: await openPlace(place),
	keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: Buffer.from(key, 'base64') } }),
	privileges: privileges.map((name) => ({ name })),
	tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
	onEvent: (event) => tell({ event }),
});
await latchkey.start();
const background: typeof latchkey.background = {
	...latchkey.background,
	async run(task, signal) {
		const begunAt = String(process.hrtime.bigint());
		await latchkey.background.run(task, signal);
		await tell({ ran: task, begunAt });
	},
};
const queue = bullQueue({ ...runtime, redisUrl, prefix });
const worker = startWorker({ ...latchkey, background }, { clock, scheduler, queue, intervals: INTERVALS });
process.once('message', async () => {
	await worker.close();
	await latchkey.close();
	process.disconnect();
});
await tell({ works: true });
