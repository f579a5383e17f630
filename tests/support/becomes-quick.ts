import type { Latchkey, LatchkeyEvent } from '@latchkey/core';
import { expect } from 'vitest';
import { addLasting, rename } from './platform-process.ts';

const ROUNDS = 4;
const BACK_WITHIN_MS = 60_000;
const LONGEST_MS = 15_000;

/**
 * Resolves when nudges get through again; fails where they do not. The next change follows upon the relay of the last:
 * where sweeps are rarer than `quickMs`, none is this quick twice.
 */
export async function becomesQuick(
	latchkey: Latchkey,
	relayed: () => readonly LatchkeyEvent[],
	quickMs: number,
): Promise<void> {
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
		quick = performance.now() - changedAt <= quickMs ? quick + 1 : 0;
	}
}
