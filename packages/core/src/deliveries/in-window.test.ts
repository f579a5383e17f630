import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../../test/soak.ts';
import { type Admit, workInWindow } from './in-window.ts';

/** Lets so many be under way. */
const upTo =
	(window: number): Admit =>
	(underWay) =>
		underWay < window ? () => undefined : undefined;

it('keeps the order of every chain and the bound, and does everything once, whatever takes how long', async () => {
	const lengths = fc.array(fc.nat({ max: 6 }), { maxLength: 8 });
	await fc.assert(
		fc.asyncProperty(lengths, fc.integer({ min: 1, max: 5 }), fc.scheduler(), async (given, window, scheduler) => {
			const chains = given.map((length, chain) => Array.from({ length }, (_item, place) => ({ chain, place })));
			const done: { chain: number; place: number }[] = [];
			let underWay = 0;
			const all = workInWindow(chains, upTo(window), async (item) => {
				underWay += 1;
				expect(underWay).toBeLessThanOrEqual(window);
				await scheduler.schedule(Promise.resolve());
				underWay -= 1;
				done.push(item);
			});
			await scheduler.waitFor(all);
			for (const [index, chain] of chains.entries()) {
				expect(done.filter((item) => item.chain === index)).toEqual(chain);
			}
			expect(done).toHaveLength(chains.flat().length);
		}),
		runs(100),
	);
}, 60_000);

it('uses all of its window, and lets chains take turns', async () => {
	const begun: string[] = [];
	const releases: (() => void)[] = [];
	const all = workInWindow([['a1', 'a2'], ['b1', 'b2'], ['c1']], upTo(2), (item) => {
		begun.push(item);
		return new Promise((resolve) => releases.push(resolve));
	});
	for (let count = 0; count < 5; count++) {
		await new Promise((resolve) => setImmediate(resolve));
		expect(begun).toHaveLength(Math.min(5, count + 2));
		releases[count]?.();
	}
	await all;
	expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2']);
});

it('begins nothing more once it is not admitted, and gives back every place', async () => {
	let open = true;
	let places = 0;
	const done: number[] = [];
	const admit: Admit = (underWay) => {
		if (!open || underWay >= 2) return undefined;
		places += 1;
		return () => {
			places -= 1;
		};
	};
	await workInWindow([[1, 2, 3, 4], [5]], admit, async (item) => {
		await Promise.resolve();
		done.push(item);
		if (item === 2) open = false;
	});
	expect(done).toEqual([1, 5, 2]);
	expect(places).toBe(0);
});

it('after a failure waits for what is under way, begins no other, and tells of it', async () => {
	const done: number[] = [];
	let release = (): void => undefined;
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	const all = workInWindow([[1, 2], [3], [4]], upTo(2), async (item) => {
		if (item === 1) throw new Error('no');
		await held;
		done.push(item);
	});
	let over = false;
	const caught = all.catch((error: Error) => {
		over = true;
		return error.message;
	});
	await new Promise((resolve) => setImmediate(resolve));
	expect(over).toBe(false);
	release();
	expect(await caught).toBe('no');
	expect(done).toEqual([3]);
});
