import {
	BACKGROUND_TASKS,
	type Clock,
	createLatchkey,
	type KeyEncryption,
	type Latchkey,
	type LatchkeyEvent,
	type LatchkeyOptions,
	localKeyEncryption,
	type Store,
} from '@latchkey/core';
import { capturedLogger, manualScheduler } from '@latchkey/testing';
import { startWorker } from '@latchkey/worker';
import { onTestFinished } from 'vitest';
import { openPlace, type Place, sharedPlace } from './place.ts';

export const SHARED_PRIVILEGES = ['devices:read', 'devices:write'];

/** One of several Latchkeys on one store, with a worker of its own. */
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
	clocks: readonly Clock[],
	overrides: Partial<LatchkeyOptions> = {},
	options: SharedStoreOptions = {},
): Promise<SharedStore> {
	const place = sharedPlace();
	const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32).fill(7) } });
	const relayed = new Map<string, LatchkeyEvent>();
	const onEvent = (event: LatchkeyEvent): void => {
		relayed.set(event.id, event);
	};
	const instances: Instance[] = [];
	for (const clock of clocks) instances.push(await open({ place, keyEncryption, clock, onEvent, overrides, options }));
	return { instances, relayed };
}

interface OpenParts {
	readonly place: Place;
	readonly keyEncryption: KeyEncryption;
	readonly clock: Clock;
	readonly onEvent: (event: LatchkeyEvent) => void;
	readonly overrides: Partial<LatchkeyOptions>;
	readonly options: SharedStoreOptions;
}

async function open({ place, keyEncryption, clock, onEvent, overrides, options }: OpenParts): Promise<Instance> {
	const scheduler = manualScheduler();
	const store = await openPlace(place);
	const latchkey = createLatchkey({
		store,
		keyEncryption,
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
	const worker = (options.worksUnasked ?? true) ? startWorker(latchkey, { clock, scheduler }) : undefined;
	onTestFinished(async () => {
		await worker?.close();
		await latchkey.close();
	});
	return {
		latchkey,
		store,
		async work() {
			await scheduler.runAll();
			if (worker !== undefined) return;
			for (const task of BACKGROUND_TASKS) await latchkey.background.run(task);
		},
	};
}
