import type { BackgroundTask, WorkHandler, WorkIntervals, WorkQueue } from '@latchkey/core';

/** A queue under test, not started yet, of a backend that nothing else uses. */
export interface OpenedQueue {
	readonly queue: WorkQueue;
	/** A further queue on the same backend, as another process has it; absent where a backend is one process. */
	another?(): WorkQueue;
	/** Resolves when the condition holds; rejects where it does not for far too long. */
	until(condition: () => boolean): Promise<void>;
	/** Lets time pass in which nothing, or only so much, may happen; milliseconds. */
	pass(ms: number): Promise<void>;
	/** Closes every queue on this backend and throws away what is in it. Called after every case. */
	close(): Promise<void>;
}

/** One thing that every queue must do. Plain: any test runner can run it. */
export interface QueueCase {
	readonly name: string;
	/** True where the case needs `OpenedQueue.another`. */
	readonly spans?: true;
	/** Rejects where the queue does otherwise. */
	run(opened: OpenedQueue): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** No task comes by itself while a case runs, but for a first time. */
export const RARELY: WorkIntervals = { relay: HOUR_MS, deliver: HOUR_MS, life_cycle: HOUR_MS, purge: HOUR_MS };

/** A handler that tells of itself, and whose runs can be held. */
export interface RecordingHandler {
	readonly handler: WorkHandler;
	readonly signals: readonly AbortSignal[];
	/** How many runs of a task have begun. */
	count(task: BackgroundTask): number;
	/** How many runs of a task are in hand. */
	running(task: BackgroundTask): number;
	/** The most runs of one task that ever were in hand together. */
	readonly most: number;
	/** From now on, runs of the task do not end. */
	hold(task: BackgroundTask): void;
	/** Ends every run that is held, and lets others end by themselves. */
	release(): void;
	/** Whether runs reject. */
	failing: boolean;
}

export function recordingHandler(): RecordingHandler {
	const begun: BackgroundTask[] = [];
	const inHand: BackgroundTask[] = [];
	const signals: AbortSignal[] = [];
	const held = new Set<BackgroundTask>();
	let waiting: (() => void)[] = [];
	let most = 0;
	const countOf = (tasks: readonly BackgroundTask[], task: BackgroundTask): number =>
		tasks.filter((found) => found === task).length;
	const recording: RecordingHandler = {
		async handler(task, signal) {
			begun.push(task);
			inHand.push(task);
			signals.push(signal);
			most = Math.max(most, countOf(inHand, task));
			try {
				if (held.has(task)) await new Promise<void>((resolve) => waiting.push(resolve));
				if (recording.failing) throw new Error('this run fails');
			} finally {
				inHand.splice(inHand.indexOf(task), 1);
			}
		},
		signals,
		count: (task) => countOf(begun, task),
		running: (task) => countOf(inHand, task),
		get most() {
			return most;
		},
		hold: (task) => void held.add(task),
		release() {
			held.clear();
			const ending = waiting;
			waiting = [];
			for (const end of ending) end();
		},
		failing: false,
	};
	return recording;
}
