import type { Gather } from './gathering.ts';

/**
 * Writes items in batches, one at a time: what comes while a batch is being written goes into the next one. So a single
 * item waits for nothing, and many cost one write. The returned function settles as the write of its item did. Before
 * each write, `gather` may wait for more to come along.
 */
export function batched<Item>(
	write: (items: readonly Item[]) => Promise<void>,
	gather: Gather,
): (item: Item) => Promise<void> {
	let waiting: Waiting<Item>[] = [];
	let writing = false;

	async function writeAll(): Promise<void> {
		writing = true;
		while (waiting.length > 0) {
			const gathering = gather();
			if (gathering !== undefined) await gathering;
			const batch = waiting;
			waiting = [];
			try {
				await write(batch.map(({ item }) => item));
				for (const { resolve } of batch) resolve();
			} catch (error) {
				for (const { reject } of batch) reject(error);
			}
		}
		writing = false;
	}

	return (item) =>
		new Promise((resolve, reject) => {
			waiting.push({ item, resolve, reject });
			// A breath later, so that what comes in the same one goes along.
			if (!writing) {
				writing = true;
				queueMicrotask(() => void writeAll());
			}
		});
}

interface Waiting<Item> {
	readonly item: Item;
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}
