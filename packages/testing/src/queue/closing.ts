import { BACKGROUND_TASKS } from '@latchkey/core';
import { expect } from 'vitest';
import { quiet } from './nudges.ts';
import { type QueueCase, recordingHandler } from './queue-case.ts';

export const closingQueueCases: readonly QueueCase[] = [
	{
		name: 'tells a run in hand by its signal that it closes, and waits for it',
		async run(opened) {
			const { queue, until, pass } = opened;
			const work = await quiet(opened);
			work.hold('life_cycle');
			queue.nudge('life_cycle');
			await until(() => work.running('life_cycle') === 1);
			const signal = work.signals.at(-1);
			expect(signal?.aborted).toBe(false);
			// Asked for, but there is no time for it any more.
			queue.nudge('life_cycle');
			let closed = false;
			const closing = queue.close().then(() => {
				closed = true;
			});
			await pass(300);
			expect(signal?.aborted).toBe(true);
			expect(closed).toBe(false);
			const before = work.count('life_cycle');
			work.release();
			await until(() => closed);
			await closing;
			await pass(1000);
			expect(work.count('life_cycle')).toBe(before);
		},
	},
	{
		name: 'does not wait for a run that does not end, beyond a bound',
		async run(opened) {
			const work = await quiet(opened);
			work.hold('purge');
			opened.queue.nudge('purge');
			await opened.until(() => work.running('purge') === 1);
			let closed = false;
			const closing = opened.queue.close().then(() => {
				closed = true;
			});
			await opened.until(() => closed);
			await closing;
			work.release();
		},
	},
	{
		name: 'runs nothing after it has closed, by interval or by nudge',
		async run({ queue, until, pass }) {
			const work = recordingHandler();
			queue.start(work.handler, { relay: 200, deliver: 200, life_cycle: 200, purge: 200 });
			await until(() => BACKGROUND_TASKS.every((task) => work.count(task) > 1));
			await queue.close();
			const before = BACKGROUND_TASKS.map(work.count);
			for (const task of BACKGROUND_TASKS) queue.nudge(task);
			await pass(1500);
			expect(BACKGROUND_TASKS.map(work.count)).toEqual(before);
		},
	},
	{
		name: 'closes more than once, and without having been started',
		async run({ queue }) {
			queue.nudge('relay');
			await Promise.all([queue.close(), queue.close()]);
			await queue.close();
		},
	},
];
