/** Runs tasks of one key one after the other, and tasks of different keys side by side. */
export interface KeyedQueue {
	run<T>(key: string, task: () => Promise<T>): Promise<T>;
}

export function keyedQueue(): KeyedQueue {
	const tails = new Map<string, Promise<unknown>>();
	return {
		async run(key, task) {
			const previous = tails.get(key) ?? Promise.resolve();
			const result = previous.then(task);
			// Whoever waits for the task hears of its failure; the next one in the queue need not.
			const tail = result.catch(() => undefined);
			tails.set(key, tail);
			try {
				return await result;
			} finally {
				if (tails.get(key) === tail) tails.delete(key);
			}
		},
	};
}
