import { BACKGROUND_TASKS, type BackgroundTask } from '@latchkey/core';
import { expect } from 'vitest';
import { type OpenedQueue, type QueueCase, RARELY, type RecordingHandler, recordingHandler } from './queue-case.ts';

/** Long enough for whatever was asked for to have begun. */
const SETTLED_MS = 1500;

/** A queue that runs nothing but what it is nudged for, from here on. */
export async function quiet({ queue, pass }: OpenedQueue): Promise<RecordingHandler> {
	const work = recordingHandler();
	queue.start(work.handler, RARELY);
	await pass(SETTLED_MS);
	return work;
}

async function nudgeWhileRunning(opened: OpenedQueue, work: RecordingHandler, nudge: () => void): Promise<void> {
	work.hold('relay');
	const before = work.count('relay');
	opened.queue.nudge('relay');
	await opened.until(() => work.running('relay') === 1);
	for (let count = 0; count < 20; count++) nudge();
	await opened.pass(SETTLED_MS);
	expect(work.count('relay') - before, 'one run at a time').toBe(1);
	work.release();
	await opened.until(() => work.count('relay') - before === 2 && work.running('relay') === 0);
	await opened.pass(SETTLED_MS);
	expect(work.count('relay') - before, 'once more').toBe(2);
	expect(work.most).toBe(1);
}

export const nudgeCases: readonly QueueCase[] = [
	{
		name: 'runs a task soon after a nudge, and no other',
		async run(opened) {
			const work = await quiet(opened);
			for (const task of BACKGROUND_TASKS) {
				const before = BACKGROUND_TASKS.map(work.count);
				opened.queue.nudge(task);
				const more = (other: BackgroundTask, index: number): number => work.count(other) - (before[index] ?? 0);
				await opened.until(() => BACKGROUND_TASKS.map(more).includes(1));
				await opened.pass(SETTLED_MS);
				expect(BACKGROUND_TASKS.map(more)).toEqual(BACKGROUND_TASKS.map((other) => (other === task ? 1 : 0)));
			}
		},
	},
	{
		name: 'runs a task once more for all nudges that come while it runs',
		async run(opened) {
			const work = await quiet(opened);
			await nudgeWhileRunning(opened, work, () => opened.queue.nudge('relay'));
		},
	},
	{
		name: 'hears a nudge of another process',
		spans: true,
		async run(opened) {
			const work = await quiet(opened);
			const before = work.count('life_cycle');
			opened.another?.().nudge('life_cycle');
			await opened.until(() => work.count('life_cycle') > before);
		},
	},
	{
		name: 'runs a task once more for all nudges of another process that come while it runs',
		spans: true,
		async run(opened) {
			const other = opened.another?.();
			const work = await quiet(opened);
			await nudgeWhileRunning(opened, work, () => other?.nudge('relay'));
		},
	},
];
