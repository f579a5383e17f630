import { describe, it } from 'vitest';
import { closingQueueCases } from './closing.ts';
import { nudgeCases } from './nudges.ts';
import type { OpenedQueue, QueueCase } from './queue-case.ts';
import { recurringCases } from './recurring.ts';
import { sharingCases } from './sharing.ts';

/** All that a queue must do. Every case wants a backend of its own. */
export const queueCases: readonly QueueCase[] = [
	...recurringCases,
	...nudgeCases,
	...sharingCases,
	...closingQueueCases,
];

export interface QueueContractOptions {
	/** What the tests are called. */
	readonly name: string;
	/** Called once for every case. */
	open(): Promise<OpenedQueue>;
	/** Why a queue of this kind is one process. The cases over several are then left out. */
	readonly alone?: string;
}

/**
 * Registers the tests that every queue passes with vitest: call it in a test file.
 *
 * ```ts
 * const time = virtualTime();
 * queueContract({
 * 	name: 'my queue',
 * 	alone: 'it has no server',
 * 	async open() {
 * 		const queue = myQueue({ scheduler: time.scheduler });
 * 		return { ...time, queue, close: () => queue.close() };
 * 	},
 * });
 * ```
 */
export function queueContract(options: QueueContractOptions): void {
	// They wait for a server, and for what must not happen: together they take no longer than one.
	describe.concurrent(options.name, () => {
		for (const { name, run } of queueCases.filter(({ spans }) => options.alone === undefined || spans !== true)) {
			it(name, async ({ onTestFinished }) => {
				const opened = await options.open();
				// Not in a `finally`: a failure to close must not hide what failed before it.
				onTestFinished(() => opened.close());
				await run(opened);
			});
		}
	});
}
