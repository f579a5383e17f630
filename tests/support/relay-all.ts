import type { Latchkey, Store } from '@latchkey/core';
import { expect } from 'vitest';

/** Relays every event that waits, and waits for those that the host's own worker has in hand. */
export async function relayAll({
	latchkey,
	store,
}: {
	readonly latchkey: Pick<Latchkey, 'background'>;
	readonly store: Pick<Store, 'outbox'>;
}): Promise<void> {
	const left = async (): Promise<object> => {
		await latchkey.background.run('relay');
		return store.outbox.pending(10);
	};
	await expect.poll(left, { timeout: 20_000 }).toEqual([]);
}
