import { expect, it } from 'vitest';
import { batched } from './batching.ts';

interface Held {
	readonly items: readonly number[];
	done(): void;
	fail(): void;
}

/** A store whose writes end when they are told to. */
function slowStore() {
	const writes: Held[] = [];
	const write = (items: readonly number[]): Promise<void> =>
		new Promise((resolve, reject) => {
			writes.push({ items, done: resolve, fail: () => reject(new Error('the store is away')) });
		});
	return { writes, write };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('writes what comes in one breath at once, and what comes meanwhile together after it', async () => {
	const { writes, write } = slowStore();
	const add = batched(write, () => undefined);
	const all = [1, 2].map(add);
	await settled();
	all.push(...[3, 4, 5].map(add));
	await settled();
	expect(writes.map(({ items }) => items)).toEqual([[1, 2]]);
	writes[0]?.done();
	await settled();
	expect(writes.map(({ items }) => items)).toEqual([
		[1, 2],
		[3, 4, 5],
	]);
	writes[1]?.done();
	await Promise.all(all);
	void add(6);
	await settled();
	expect(writes[2]?.items).toEqual([6]);
});

it('settles each as its own write did, and goes on after a failure', async () => {
	const { writes, write } = slowStore();
	const add = batched(write, () => undefined);
	const first = add(1);
	await settled();
	const second = add(2);
	writes[0]?.fail();
	await expect(first).rejects.toThrow('away');
	await settled();
	writes[1]?.done();
	await expect(second).resolves.toBeUndefined();
});
