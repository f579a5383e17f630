import { expect, it } from 'vitest';
import { groupCommit } from './group-commit.ts';

/** A stand-in for a transaction: what was done in it counts where it returns. */
function ledger(fails: () => boolean = () => false) {
	const committed: string[][] = [];
	let open: string[] = [];
	const write = groupCommit(async (work) => {
		open = [];
		const result = work();
		if (fails()) throw new Error('the disk is full');
		committed.push(open);
		return result;
	});
	const put = (name: string): Promise<string> =>
		write(() => {
			open.push(name);
			return name;
		});
	return { committed, put, write };
}

it('commits together what is asked for at the same time, and answers each its own', async () => {
	const { committed, put } = ledger();
	expect(await Promise.all(['a', 'b', 'c'].map(put))).toEqual(['a', 'b', 'c']);
	expect(await put('d')).toBe('d');
	expect(committed).toEqual([['a', 'b', 'c'], ['d']]);
});

it('takes in what goes on after the same wait, but no more than a hundred', async () => {
	const { committed, put } = ledger();
	const later = async (name: string): Promise<string> => {
		await Promise.resolve();
		return put(name);
	};
	await Promise.all(Array.from({ length: 250 }, (_, index) => later(String(index))));
	expect(committed.map(({ length }) => length)).toEqual([100, 100, 50]);
});

it('keeps what one work throws from the others', async () => {
	const { committed, put, write } = ledger();
	const wrong = write(() => {
		throw new Error('wrong');
	});
	const results = await Promise.allSettled([put('a'), wrong, put('b')]);
	expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect(committed).toEqual([['a'], ['b']]);
});

it('tells everyone where the commit itself fails, and tries none of it again', async () => {
	let attempts = 0;
	const { committed, put } = ledger(() => {
		attempts += 1;
		return true;
	});
	const results = await Promise.allSettled([put('a'), put('b')]);
	expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect([attempts, committed]).toEqual([1, []]);
});
