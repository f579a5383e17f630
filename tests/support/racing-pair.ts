import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LatchkeyEvent, Store } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { expect, onTestFinished } from 'vitest';
import { type PlainClient, plainClient } from './plain-client.ts';
import { scratchFile } from './scratch-file.ts';

const RELAYED_WITHIN_MS = 10_000;

/** Two hosts, each in a process of its own, on one file. */
export interface RacingPair {
	readonly clients: readonly [PlainClient, PlainClient];
	readonly store: Store;
	/** Every event so far, once each, in the order of (Client ID, revision). */
	events(): Promise<readonly LatchkeyEvent[]>;
}

export async function startRacingPair(users: number): Promise<RacingPair> {
	const file = scratchFile();
	const key = randomBytes(32).toString('base64');
	const relayed = new Map<string, LatchkeyEvent>();
	const start = async (): Promise<PlainClient> => {
		const child = fork(join(import.meta.dirname, 'racing-host.ts'), [file, key, String(users)], { execArgv: [] });
		const exited = once(child, 'exit');
		onTestFinished(async () => {
			client?.close();
			if (child.connected) child.send('end');
			else child.kill();
			await exited;
		});
		let client: PlainClient | undefined;
		child.on('message', ({ event }: { event?: LatchkeyEvent }) => {
			if (event !== undefined) relayed.set(event.id, event);
		});
		const [{ port }] = (await once(child, 'message')) as [{ port: number }];
		client = plainClient(port, '');
		return client;
	};
	const clients = [await start(), await start()] as const;
	const store = await sqliteStore({ file });
	onTestFinished(() => store.close());
	return {
		clients,
		store,
		async events() {
			await expect.poll(() => store.outbox.pending(1), { timeout: RELAYED_WITHIN_MS }).toEqual([]);
			return [...relayed.values()].sort((a, b) => a.revision - b.revision);
		},
	};
}
