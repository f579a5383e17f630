import type { BackgroundTask, WorkHandler, WorkQueue } from '@latchkey/core';

/** A queue that does all but one thing right. */
export interface WrongQueue {
	readonly mistake: string;
	/** The name of a case that must catch it. */
	readonly caught: string;
	spoil(queue: WorkQueue): WorkQueue;
}

/** Starts with another handler than it was given. */
const handlingBy =
	(change: (handler: WorkHandler) => WorkHandler) =>
	(queue: WorkQueue): WorkQueue => ({
		...queue,
		start: (handler, intervals) => queue.start(change(handler), intervals),
	});

/** Answers nudges by itself. */
const nudgingBy =
	(nudge: (queue: WorkQueue, handler: WorkHandler, task: BackgroundTask) => void) =>
	(queue: WorkQueue): WorkQueue => {
		let started: WorkHandler = async () => undefined;
		return {
			...queue,
			start(handler, intervals) {
				started = handler;
				queue.start(handler, intervals);
			},
			nudge: (task) => nudge(queue, started, task),
		};
	};

const signal = new AbortController().signal;

export const wrongQueues: readonly WrongQueue[] = [
	{
		mistake: 'no task comes by itself',
		caught: 'runs every task again and again',
		spoil: (queue) => ({
			...queue,
			start: (handler) => queue.start(handler, { relay: 1e9, deliver: 1e9, life_cycle: 1e9, purge: 1e9 }),
		}),
	},
	{
		mistake: 'intervals are not kept to',
		caught: 'keeps to the intervals',
		spoil: (queue) => ({
			...queue,
			start: (handler) => queue.start(handler, { relay: 50, deliver: 50, life_cycle: 50, purge: 50 }),
		}),
	},
	{
		mistake: 'a task that has failed is not run again',
		caught: 'goes on after a run that rejected',
		spoil: handlingBy((handler) => {
			const failed = new Set<BackgroundTask>();
			return async (task, given) => {
				if (!failed.has(task)) await handler(task, given).catch(() => failed.add(task));
			};
		}),
	},
	{
		mistake: 'one task waits for another',
		caught: 'lets a run that takes long hold up no other task',
		spoil: handlingBy((handler) => {
			let last = Promise.resolve();
			return (task, given) => {
				last = last.then(() => handler(task, given));
				return last;
			};
		}),
	},
	{
		mistake: 'nudges are not heard',
		caught: 'runs a task soon after a nudge',
		spoil: nudgingBy(() => undefined),
	},
	{
		mistake: 'a nudge is for every task',
		caught: 'runs a task soon after a nudge, and no other',
		spoil: nudgingBy((queue) => {
			for (const task of ['relay', 'deliver', 'life_cycle', 'purge'] as const) queue.nudge(task);
		}),
	},
	{
		mistake: 'a nudge starts a run beside the one in hand',
		caught: 'runs a task once more for all nudges that come while it runs',
		spoil: nudgingBy((_queue, handler, task) => void handler(task, signal)),
	},
	{
		mistake: 'nudges are lost while the task runs',
		caught: 'runs a task once more for all nudges that come while it runs',
		spoil(queue) {
			const running = new Set<BackgroundTask>();
			return {
				...handlingBy((handler) => async (task, given) => {
					running.add(task);
					await handler(task, given);
					running.delete(task);
				})(queue),
				nudge(task) {
					if (!running.has(task)) queue.nudge(task);
				},
			};
		},
	},
	{
		mistake: 'every nudge is a run of its own',
		caught: 'runs a task once more for all nudges that come while it runs',
		spoil() {
			let run: WorkHandler = async () => undefined;
			let last = Promise.resolve();
			return {
				start(handler) {
					run = handler;
				},
				nudge(task) {
					last = last.then(() => run(task, signal));
				},
				close: async () => undefined,
			};
		},
	},
	{
		mistake: 'runs do not hear that it closes',
		caught: 'tells a run in hand by its signal',
		spoil: handlingBy((handler) => (task) => handler(task, signal)),
	},
	{
		mistake: 'it closes without waiting for what is in hand',
		caught: 'tells a run in hand by its signal that it closes, and waits for it',
		spoil: (queue) => ({
			...queue,
			async close() {
				void queue.close();
			},
		}),
	},
	{
		mistake: 'it waits for what is in hand for ever',
		caught: 'does not wait for a run that does not end',
		spoil(queue) {
			let last = Promise.resolve();
			return {
				...handlingBy((handler) => (task, given) => {
					last = handler(task, given);
					return last;
				})(queue),
				async close() {
					await queue.close();
					await last;
				},
			};
		},
	},
	{
		mistake: 'it goes on after it has closed',
		caught: 'runs nothing after it has closed',
		spoil: (queue) => ({ ...queue, close: async () => undefined }),
	},
];
