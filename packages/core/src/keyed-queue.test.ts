import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { runs } from '../test/soak.ts';
import { keyedQueue } from './keyed-queue.ts';

const turns = async (count: number): Promise<void> => {
	for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

const tasks = fc.array(
	fc.record({
		key: fc.constantFrom('a', 'b', 'c'),
		length: fc.nat({ max: 5 }),
		/** How long after the task before it this one comes. */
		later: fc.nat({ max: 4 }),
		fails: fc.boolean(),
	}),
	{ maxLength: 20 },
);

describe('keyedQueue', () => {
	it('runs the tasks of one key one after the other, as they came, whatever fails', async () => {
		await fc.assert(
			fc.asyncProperty(tasks, async (given) => {
				const queue = keyedQueue();
				const running = new Set<string>();
				const began: Record<string, number[]> = { a: [], b: [], c: [] };
				const results: Promise<PromiseSettledResult<number>[]>[] = [];
				for (const [index, { key, length, later, fails }] of given.entries()) {
					await turns(later);
					const run = queue.run(key, async () => {
						expect(running.has(key)).toBe(false);
						running.add(key);
						began[key]?.push(index);
						await turns(length);
						running.delete(key);
						if (fails) throw new Error(`task ${index}`);
						return index;
					});
					results.push(Promise.allSettled([run]));
				}
				const settled = (await Promise.all(results)).flat();
				expect(settled.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message))).toEqual(
					given.map(({ fails }, index) => (fails ? `task ${index}` : index)),
				);
				for (const order of Object.values(began)) expect(order).toEqual(order.toSorted((a, b) => a - b));
			}),
			runs(300),
		);
	});

	it('lets no key wait for another', async () => {
		const queue = keyedQueue();
		let release = (): void => undefined;
		const held = new Promise<void>((resolve) => {
			release = resolve;
		});
		const slow = queue.run('slow', () => held);
		await expect(queue.run('quick', async () => 'done')).resolves.toBe('done');
		release();
		await slow;
	});

	it('goes on after a task that throws before its first wait', async () => {
		const queue = keyedQueue();
		const failing = queue.run('key', () => {
			throw new Error('at once');
		});
		const next = queue.run('key', async () => 'done');
		await expect(failing).rejects.toThrow('at once');
		await expect(next).resolves.toBe('done');
	});

	it('keeps no key after its last task', async () => {
		// The only way to see into the queue: the map that it keeps its tails in.
		const set = vi.spyOn(Map.prototype, 'set');
		const queue = keyedQueue();
		const first = queue.run('first', async () => 'done');
		const tails = set.mock.contexts.at(-1) as Map<string, unknown>;
		set.mockRestore();
		const failing = queue.run('second', () => Promise.reject(new Error('failed')));
		const after = queue.run('second', async () => 'done');
		expect([...tails.keys()]).toEqual(['first', 'second']);
		await Promise.allSettled([first, failing, after]);
		expect([...tails.keys()]).toEqual([]);
	});
});
