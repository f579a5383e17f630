import { createLatchkey, type KeyEncryption, type Latchkey, type LatchkeyEvent, type Store } from '@latchkey/core';
import { capturedLogger } from '@latchkey/testing';
import type { Seeded } from '../support/seeded.ts';
import type { Receivers } from './receivers.ts';
import { type Turns, takingTurns } from './turns.ts';
import { type VirtualScheduler, virtualScheduler } from './virtual-scheduler.ts';

/**
 * One process of the host, with its own clock. It may die at any turn; another of the same name then takes its place.
 */
export interface HostProcess {
	readonly name: string;
	readonly latchkey: Latchkey;
	/** Settles when it serves. */
	readonly started: Promise<void>;
	readonly scheduler: VirtualScheduler;
	/** By its own clock. */
	now(): number;
	/** As `kill -9` does. */
	kill(): void;
	readonly alive: boolean;
}

export interface HostProcessParts {
	readonly name: string;
	readonly store: Store;
	readonly keyEncryption: KeyEncryption;
	readonly turns: Turns;
	readonly random: Seeded;
	readonly worldNow: () => number;
	/** How far its clock is off, in milliseconds. */
	readonly skewMs: number;
	readonly receivers: Receivers;
	readonly onEvent: (event: LatchkeyEvent) => void;
}

export const PRIVILEGES = ['devices:read'];

const RELAY_MS = 1000;
const DELIVER_MS = 1000;
const LIFE_CYCLE_MS = 5000;
/** Seldom, since there is little to purge in two weeks. */
const PURGE_MS = 43_200_000;
/** How often keys are read again: nothing here changes them, and reading them is slow. */
const KEYS_MS = 60_000;

export function startProcess(parts: HostProcessParts): HostProcess {
	const { name, turns, random, worldNow, skewMs } = parts;
	let alive = true;
	const now = (): number => worldNow() + skewMs;
	const scheduler = virtualScheduler(worldNow, KEYS_MS);
	const wait = async (): Promise<void> => {
		if (!alive) await new Promise(() => undefined);
		await turns.wait(name);
	};
	const latchkey = createLatchkey({
		store: takingTurns(parts.store, wait),
		keyEncryption: parts.keyEncryption,
		clock: { now },
		scheduler,
		logger: capturedLogger(),
		outbound: parts.receivers.outbound({ scheduler, wait, now }),
		throttle: { failed: async () => 0 },
		random: { bytes: (length) => Uint8Array.from({ length }, () => random.below(256)) },
		privileges: PRIVILEGES.map((privilege) => ({ name: privilege })),
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example', lifetimeSeconds: 3600 },
		onEvent: async (event) => {
			await wait();
			parts.onEvent(event);
			await wait();
		},
	});
	const started = latchkey.start().then(() => {
		const work = latchkey.background;
		scheduler.every(RELAY_MS, () => work.run('relay').catch(() => undefined));
		// Not waited for, so that it is run again while answers are still to come.
		scheduler.every(DELIVER_MS, async () => void work.run('deliver').catch(() => undefined));
		scheduler.every(LIFE_CYCLE_MS, () => work.run('life_cycle').catch(() => undefined));
		scheduler.every(PURGE_MS, () => work.run('purge').catch(() => undefined));
		// Nudges get lost, and come twice.
		work.onWork((task) => {
			for (let times = random.below(3); times > 0; times--) void work.run(task).catch(() => undefined);
		});
	});
	return {
		name,
		started,
		latchkey,
		scheduler,
		now,
		kill() {
			alive = false;
			turns.forget(name);
		},
		get alive() {
			return alive;
		},
	};
}
