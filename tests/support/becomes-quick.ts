import type { Latchkey, LatchkeyEvent } from '@latchkey/core';
import { expect } from 'vitest';
import { addLasting, rename } from './platform-process.ts';

/** The next change follows upon the relay of the last: no sweep, every two seconds at most, is this quick twice. */
const QUICK_MS = 1500;
const ROUNDS = 4;
const BACK_WITHIN_MS = 60_000;
const LONGEST_MS = 15_000;

/** Resolves when nudges get through again; fails where they do not. */
export async function becomesQuick(latchkey: Latchkey, relayed: () => readonly LatchkeyEvent[]): Promise<void> {
	const { clientId } = await addLasting(latchkey);
	const endsAt = performance.now() + BACK_WITHIN_MS;
	let quick = 0;
	for (let round = 0; quick < ROUNDS; round++) {
		const name = `quick ${round}`;
		const changedAt = performance.now();
		expect(changedAt, 'nudges do not get through').toBeLessThan(endsAt);
		await rename(latchkey, clientId, name);
		const isRelayed = (): boolean =>
			relayed().some(
				(event) =>
					event.type === 'client_application.changed' && event.clientId === clientId && event.data.after.name === name,
			);
		await expect.poll(isRelayed, { timeout: LONGEST_MS, interval: 10 }).toBe(true);
		quick = performance.now() - changedAt <= QUICK_MS ? quick + 1 : 0;
	}
}
