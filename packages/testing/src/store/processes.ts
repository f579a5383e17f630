import { expect } from 'vitest';
import { race, racers, type StoreCase } from './store-case.ts';

export const processCases: readonly StoreCase[] = [
	{
		name: 'keeps the latest report of every process, and knows none to begin with',
		async run({ store: { processes } }) {
			expect(await processes.list()).toStrictEqual([]);
			await processes.report({ processId: 'one', usageWrittenUntil: 5 });
			await processes.report({ processId: 'two', usageWrittenUntil: 7 });
			await processes.report({ processId: 'one', usageWrittenUntil: 9 });
			expect([...(await processes.list())].sort((a, b) => a.usageWrittenUntil - b.usageWrittenUntil)).toStrictEqual([
				{ processId: 'two', usageWrittenUntil: 7 },
				{ processId: 'one', usageWrittenUntil: 9 },
			]);
		},
	},
	{
		name: 'takes an earlier report for the later one, where the clock was set back',
		async run({ store: { processes } }) {
			await processes.report({ processId: 'one', usageWrittenUntil: 9 });
			await processes.report({ processId: 'one', usageWrittenUntil: 5 });
			expect(await processes.list()).toStrictEqual([{ processId: 'one', usageWrittenUntil: 5 }]);
		},
	},
	{
		name: 'forgets a process that has ended, as often as it is told so, and no other',
		async run({ store: { processes } }) {
			for (const processId of ['one', 'two', 'three']) await processes.report({ processId, usageWrittenUntil: 1 });
			await processes.remove(['one', 'three', 'unknown']);
			await processes.remove(['one']);
			await processes.remove([]);
			expect(await processes.list()).toStrictEqual([{ processId: 'two', usageWrittenUntil: 1 }]);
		},
	},
	{
		name: 'has one report of a process however many are made at once',
		async run(opened) {
			await race(await racers(opened), 20, (store, index) =>
				store.processes.report({ processId: 'one', usageWrittenUntil: index }),
			);
			expect(await opened.store.processes.list()).toHaveLength(1);
		},
	},
];
