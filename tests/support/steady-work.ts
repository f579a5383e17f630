import { setTimeout as sleep } from 'node:timers/promises';
import type { Latchkey } from '@latchkey/core';
import { expect } from 'vitest';
import { addExpiring, addLasting, type Relayed, rename } from './platform-process.ts';
import { steadyReceiver } from './steady-receiver.ts';

/**
 * What integrations and administrators do all the time, and what must come of it: events, and notifications of them.
 */
export interface SteadyWork {
	/** Ends it, and holds what came of it against what was asked for. */
	finish(longestDelayMs: number): Promise<void>;
}

const TOKEN_EVERY_MS = 20;
const RENAME_EVERY_MS = 200;
const ADD_EVERY_MS = 2000;
const LIFE_MS = 3000;

export async function steadyWork(latchkey: Latchkey, { events }: Relayed, slowness: number): Promise<SteadyWork> {
	const { clientId, oauthCredentials } = await addLasting(latchkey);
	const receiver = await steadyReceiver(latchkey);
	const failures: string[] = [];
	const expiries = new Map<string, number>();
	let tokens = 0;
	const renamedAt = new Map<string, number>();
	let ending = false;

	async function repeat(everyMs: number, step: () => Promise<unknown>): Promise<void> {
		while (!ending) {
			await step().catch((error: unknown) => failures.push(String(error)));
			await sleep(everyMs * slowness);
		}
	}

	const loops = [
		repeat(TOKEN_EVERY_MS, async () => {
			await latchkey.tokens.issueLeniently({
				authorization: `Basic ${oauthCredentials}`,
				address: '192.0.2.1',
				parameters: [],
			});
			tokens += 1;
		}),
		repeat(RENAME_EVERY_MS, async () => {
			const name = `name ${renamedAt.size}`;
			await rename(latchkey, clientId, name);
			renamedAt.set(name, Date.now());
		}),
		repeat(ADD_EVERY_MS, async () => {
			const added = await addExpiring(latchkey, LIFE_MS);
			expiries.set(added.clientId, added.secretExpiresAt);
		}),
	];

	/** What was relayed, by what it must follow from, each with how long that took. */
	function delays(): Map<string, number> {
		const found = new Map<string, number>();
		for (const { event, relayedAt } of events.values()) {
			if (event.type === 'client_application.changed' && event.clientId === clientId) {
				const name = event.data.after.name ?? '';
				found.set(name, relayedAt - (renamedAt.get(name) ?? Number.NaN));
			}
			if (event.type === 'client_secret.expired') {
				found.set(String(event.clientId), relayedAt - (expiries.get(String(event.clientId)) ?? Number.NaN));
			}
		}
		return found;
	}

	/** Likewise of what the receiver was told. */
	function notifiedAfter(): Map<string, number> {
		const causedAt = new Map([...renamedAt, ...expiries]);
		const told = [...receiver.toldAt()].filter(([cause]) => causedAt.has(cause));
		return new Map(told.map(([cause, at]) => [cause, at - (causedAt.get(cause) ?? Number.NaN)]));
	}

	return {
		async finish(longestDelayMs) {
			ending = true;
			await Promise.all(loops);
			const expected = [...renamedAt.keys(), ...expiries.keys()].sort();
			const within = { timeout: longestDelayMs + LIFE_MS };
			await expect.poll(() => [...delays().keys()].sort(), within).toEqual(expected);
			await expect.poll(() => [...notifiedAfter().keys()].sort(), within).toEqual(expected);
			await receiver.finish(longestDelayMs);
			expect(failures).toEqual([]);
			expect(tokens).toBeGreaterThan(100 / slowness);
			expect(expiries.size).toBeGreaterThan(1);
			const late = [...delays(), ...notifiedAfter()].filter(([, delay]) => !(delay <= longestDelayMs));
			expect(late, 'too late').toEqual([]);
		},
	};
}
