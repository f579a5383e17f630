import { BACKGROUND_TASKS } from '@latchkey/core';
import { expect } from 'vitest';
import { type QueueCase, RARELY, recordingHandler } from './queue-case.ts';

const OFTEN = { relay: 300, deliver: 300, life_cycle: 400, purge: 500 };

export const recurringCases: readonly QueueCase[] = [
	{
		name: 'runs every task again and again',
		async run({ queue, until }) {
			const work = recordingHandler();
			queue.start(work.handler, OFTEN);
			await until(() => BACKGROUND_TASKS.every((task) => work.count(task) > 3));
		},
	},
	{
		name: 'keeps to the intervals',
		async run({ queue, until, pass }) {
			const work = recordingHandler();
			queue.start(work.handler, { ...RARELY, relay: 500 });
			await until(() => work.count('relay') > 1);
			const before = work.count('relay');
			await pass(2500);
			expect(work.count('relay') - before).toBeGreaterThan(2);
			expect(work.count('relay') - before).toBeLessThan(8);
			expect(work.count('purge')).toBeLessThan(2);
		},
	},
	{
		name: 'goes on after a run that rejected, by interval and by nudge',
		async run({ queue, until }) {
			const work = recordingHandler();
			work.failing = true;
			queue.start(work.handler, { ...RARELY, relay: 300 });
			await until(() => work.count('relay') > 3);
			queue.nudge('purge');
			await until(() => work.count('purge') > 0);
			const before = work.count('purge');
			queue.nudge('purge');
			await until(() => work.count('purge') > before);
		},
	},
	{
		name: 'lets a run that takes long hold up no other task',
		async run({ queue, until }) {
			const work = recordingHandler();
			work.hold('purge');
			queue.start(work.handler, { relay: 300, deliver: 300, life_cycle: 300, purge: 300 });
			queue.nudge('purge');
			await until(() => work.running('purge') > 0);
			const before = { relay: work.count('relay'), lifeCycle: work.count('life_cycle') };
			await until(() => work.count('relay') > before.relay + 3 && work.count('life_cycle') > before.lifeCycle + 3);
			expect(work.count('purge')).toBe(1);
			expect(work.most).toBe(1);
			work.release();
		},
	},
];
