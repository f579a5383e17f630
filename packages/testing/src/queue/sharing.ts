import { expect } from 'vitest';
import { type QueueCase, RARELY, recordingHandler } from './queue-case.ts';

export const sharingCases: readonly QueueCase[] = [
	{
		name: 'shares the intervals of a task among processes, instead of running it in each',
		spans: true,
		async run({ queue, another, until, pass }) {
			const other = another?.();
			const work = recordingHandler();
			queue.start(work.handler, { ...RARELY, relay: 500 });
			other?.start(work.handler, { ...RARELY, relay: 500 });
			await until(() => work.count('relay') > 2);
			const before = work.count('relay');
			await pass(5000);
			expect(work.count('relay') - before).toBeGreaterThan(5);
			expect(work.count('relay') - before).toBeLessThan(14);
		},
	},
	{
		name: 'runs a task in one process at a time, whoever nudges',
		spans: true,
		async run({ queue, another, until, pass }) {
			const other = another?.();
			const work = recordingHandler();
			queue.start(work.handler, RARELY);
			other?.start(work.handler, RARELY);
			await pass(1500);
			work.hold('relay');
			queue.nudge('relay');
			await until(() => work.running('relay') === 1);
			for (let count = 0; count < 10; count++) {
				queue.nudge('relay');
				other?.nudge('relay');
				await pass(100);
			}
			expect(work.most).toBe(1);
			work.release();
			await until(() => work.running('relay') === 0);
		},
	},
	{
		name: 'leaves the work to the others when one has closed',
		spans: true,
		async run({ queue, another, until, pass }) {
			const other = another?.();
			const [ended, left] = [recordingHandler(), recordingHandler()];
			queue.start(ended.handler, { ...RARELY, relay: 300 });
			other?.start(left.handler, { ...RARELY, relay: 300 });
			await until(() => ended.count('relay') + left.count('relay') > 3);
			await queue.close();
			const [before, leftBefore] = [ended.count('relay'), left.count('relay')];
			await until(() => left.count('relay') > leftBefore + 3);
			const nudgedAt = left.count('purge');
			other?.nudge('purge');
			await until(() => left.count('purge') > nudgedAt);
			await pass(500);
			expect(ended.count('relay')).toBe(before);
		},
	},
];
