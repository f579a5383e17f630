import {
	BACKGROUND_TASKS,
	type Clock,
	createLatchkey,
	type Latchkey,
	type LatchkeyEvent,
	type LatchkeyOptions,
	localKeyEncryption,
	type Store,
} from '@latchkey/core';
import { capturedLogger, manualScheduler } from '@latchkey/testing';
import { type LatchkeyWorker, startWorker } from '@latchkey/worker';
import { onTestFinished } from 'vitest';
import { openPlace, type Place, sharedPlace } from './place.ts';
import { type RedisWorkers, redisWorkers } from './redis-workers.ts';
import type { FacedClock } from './shared-clock.ts';

export const SHARED_PRIVILEGES = ['devices:read', 'devices:write'];

/** One of several Latchkeys on one store, with a worker of its own: in the same process, or on Redis in another. */
export interface Instance {
	readonly latchkey: Latchkey;
	readonly store: Store;
	/** Writes out what it counted, relays, advances what is due, and purges: each once, in this order. */
	work(): Promise<void>;
}

export interface SharedStore {
	readonly instances: readonly Instance[];
	/** By event id: what any of them has relayed. */
	readonly relayed: ReadonlyMap<string, LatchkeyEvent>;
}

export interface SharedStoreOptions {
	/** Whether work is done as soon as a commit gives cause to it, or in `work` only; true where absent. */
	readonly worksUnasked?: boolean;
}

/** As many instances as there are clocks, closed when the test has finished. */
export async function shareStore(
	clocks: readonly (Clock | FacedClock)[],
	overrides: Partial<LatchkeyOptions> = {},
	options: SharedStoreOptions = {},
): Promise<SharedStore> {
	const place = sharedPlace();
	const key = new Uint8Array(32).fill(7);
	const relayed = new Map<string, LatchkeyEvent>();
	const onEvent = (event: LatchkeyEvent): void => {
		relayed.set(event.id, event);
	};
	const workers = await redisWorkers({ place, key, privileges: SHARED_PRIVILEGES, clocks, onEvent });
	const instances: Instance[] = [];
	for (const clock of clocks) {
		instances.push(await open({ place, key, clock, workers, onEvent, overrides, options }));
	}
	return { instances, relayed };
}

interface OpenParts {
	readonly place: Place;
	readonly key: Uint8Array;
	readonly clock: Clock;
	readonly workers: RedisWorkers | undefined;
	readonly onEvent: (event: LatchkeyEvent) => void;
	readonly overrides: Partial<LatchkeyOptions>;
	readonly options: SharedStoreOptions;
}

async function open({ place, key, clock, workers, onEvent, overrides, options }: OpenParts): Promise<Instance> {
	const scheduler = manualScheduler();
	const store = await openPlace(place);
	const latchkey = createLatchkey({
		store,
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: key } }),
		clock,
		scheduler,
		logger: capturedLogger(),
		throttle: { failed: async () => 0 },
		privileges: SHARED_PRIVILEGES.map((name) => ({ name })),
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		onEvent,
		...overrides,
	});
	await latchkey.start();
	let worker: LatchkeyWorker | undefined;
	if (options.worksUnasked ?? true) worker = workers?.nudged(latchkey) ?? startWorker(latchkey, { clock, scheduler });
	onTestFinished(async () => {
		await worker?.close();
		await latchkey.close();
	});
	return {
		latchkey,
		store,
		async work() {
			await scheduler.runAll();
			if (workers !== undefined) return await workers.run(BACKGROUND_TASKS);
			if (worker !== undefined) return;
			for (const task of BACKGROUND_TASKS) await latchkey.background.run(task);
		},
	};
}
