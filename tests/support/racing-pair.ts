import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LatchkeyEvent, Store } from '@latchkey/core';
import { expect, onTestFinished } from 'vitest';
import { openPlace, type Place, sharedPlace } from './place.ts';
import { type PlainClient, plainClient } from './plain-client.ts';

const RELAYED_WITHIN_MS = 10_000;

/** A host in a process of its own. */
export interface RacingHost {
	readonly client: PlainClient;
	/** Resolves when every event that it has told was heard. */
	catchUp(): Promise<void>;
	/** As `kill -9` does; resolves when it is gone. */
	kill(): Promise<void>;
}

export interface RacingHostOptions {
	/** Of the host's keys, base64. */
	readonly key: string;
	readonly users: number;
	readonly onEvent?: (event: LatchkeyEvent) => void;
}

/** Two hosts, each in a process of its own, on the same data. */
export interface RacingPair {
	readonly clients: readonly [PlainClient, PlainClient];
	readonly store: Store;
	/** Every event so far, once each, in the order of their revisions. */
	events(): Promise<readonly LatchkeyEvent[]>;
}

/** Ends with the running test. */
export async function startRacingHost(place: Place, { key, users, onEvent }: RacingHostOptions): Promise<RacingHost> {
	const child = fork(join(import.meta.dirname, 'racing-host.ts'), [JSON.stringify(place), key, String(users)], {
		execArgv: [],
	});
	const exited = once(child, 'exit');
	onTestFinished(async () => {
		if (child.connected) child.send('end');
		await exited;
	});
	let caughtUp: (() => void) | undefined;
	child.on('message', (message: { event?: LatchkeyEvent; caughtUp?: true }) => {
		if (message.event !== undefined) onEvent?.(message.event);
		if (message.caughtUp === true) caughtUp?.();
	});
	const [{ port }] = (await once(child, 'message')) as [{ port: number }];
	const client = plainClient(port, '');
	onTestFinished(() => client.close());
	return {
		client,
		catchUp: () =>
			new Promise((resolve) => {
				caughtUp = resolve;
				child.send('catch up');
			}),
		async kill() {
			child.kill('SIGKILL');
			await exited;
		},
	};
}

export async function startRacingPair(users: number): Promise<RacingPair> {
	const place = sharedPlace();
	const key = randomBytes(32).toString('base64');
	const relayed = new Map<string, LatchkeyEvent>();
	const onEvent = (event: LatchkeyEvent): void => void relayed.set(event.id, event);
	const start = (): Promise<RacingHost> => startRacingHost(place, { key, users, onEvent });
	const [one, two] = [await start(), await start()];
	const store = await openPlace(place);
	onTestFinished(() => store.close());
	return {
		clients: [one.client, two.client],
		store,
		async events() {
			await expect.poll(() => store.outbox.pending(1), { timeout: RELAYED_WITHIN_MS }).toEqual([]);
			await Promise.all([one.catchUp(), two.catchUp()]);
			return [...relayed.values()].sort((a, b) => a.revision - b.revision);
		},
	};
}
