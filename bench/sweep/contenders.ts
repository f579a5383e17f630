import { createLatchkey, localKeyEncryption } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';

/** Whoever finds and advances what is due. */
export interface Contender {
	readonly name: string;
	/** Advances all that is due by then; milliseconds since the epoch. Resolves to how many that were. */
	advance(now: number): Promise<number>;
	close(): Promise<void>;
}

/** The background work of Latchkey as a worker runs it. */
export async function latchkeyOn(file: string): Promise<Contender> {
	const store = await sqliteStore({ file });
	let now = 0;
	const latchkey = createLatchkey({
		...nodeRuntime(),
		clock: { now: () => now },
		store,
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32).fill(1) } }),
		privileges: [{ name: 'devices:read' }],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
	});
	return {
		name: 'latchkey',
		async advance(until) {
			const before = (await latchkey.background.nextDueAt()) ?? until;
			now = until;
			await latchkey.background.run('life_cycle');
			// One is due with every millisecond.
			return Number(await latchkey.background.nextDueAt()) - before;
		},
		close: () => latchkey.close(),
	};
}
