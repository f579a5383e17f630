import type { Seeded } from '../support/seeded.ts';

interface Waiting {
	readonly process: string;
	readonly go: () => void;
}

/**
 * Decides whose turn it is: everything that waits for the store waits here, before the call and again before its answer
 * is seen, and goes on one at a time, in an order that the seed decides.
 */
export interface Turns {
	/** Waits for a turn; never settles once its process has died, as nothing of a killed process goes on. */
	wait(process: string): Promise<void>;
	readonly waiting: number;
	/** Lets one go on, and all that follows from it up to the next wait. */
	next(): Promise<void>;
	/** What waits of this process is never heard of again. */
	forget(process: string): void;
}

export function turns(random: Seeded): Turns {
	let queue: Waiting[] = [];
	return {
		wait: (process) =>
			new Promise((go) => {
				queue.push({ process, go });
			}),
		get waiting() {
			return queue.length;
		},
		async next() {
			const chosen = queue[random.below(queue.length)];
			if (chosen === undefined) return;
			queue = queue.filter((waiting) => waiting !== chosen);
			chosen.go();
			await settled();
		},
		forget(process) {
			queue = queue.filter((waiting) => waiting.process !== process);
		},
	};
}

/** Everything that can go on without a turn has gone on. */
export function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Every call of every repository, with a turn before it and one before its answer is seen; `wait` is told the method.
 */
export function takingTurns<Target extends object>(target: Target, wait: (method: string) => Promise<void>): Target {
	return new Proxy(target, {
		get(object, name) {
			const member: unknown = Reflect.get(object, name);
			if (typeof member === 'object' && member !== null) return takingTurns(member, wait);
			if (typeof member !== 'function') return member;
			return async (...values: unknown[]) => {
				await wait(String(name));
				const answer: unknown = await Reflect.apply(member, object, values);
				await wait(String(name));
				return answer;
			};
		},
	});
}
