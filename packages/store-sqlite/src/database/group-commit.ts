type Commit = <T>(work: () => T) => Promise<T>;

interface Asked {
	/** Does the work, inside a transaction; may be repeated where the transaction was rolled back. */
	run(): void;
	/** What it was asked for is committed. */
	done(): void;
	fail(error: unknown): void;
}

/** So many share a transaction at most: they keep the thread from requests. */
const MOST = 100;

/**
 * Commits what is asked for at the same time together, since waiting for the disk is most of what a commit costs.
 * `commit` does work in one transaction. Whose work throws spoils it for nobody else: then each is committed by itself.
 */
export function groupCommit(commit: Commit): Commit {
	let asked: Asked[] = [];

	async function flush(): Promise<void> {
		const all = asked;
		asked = [];
		while (all.length > 0) await together(all.splice(0, MOST));
	}

	async function together(group: readonly Asked[]): Promise<void> {
		let threw = false;
		try {
			await commit(() => {
				threw = false;
				for (const { run } of group) {
					// Until it has returned.
					threw = true;
					run();
					threw = false;
				}
			});
		} catch (error) {
			if (threw && group.length > 1) await oneByOne(group);
			else for (const { fail } of group) fail(error);
			return;
		}
		for (const { done } of group) done();
	}

	async function oneByOne(group: readonly Asked[]): Promise<void> {
		for (const one of group) await together([one]);
	}

	return <T>(work: () => T) =>
		new Promise<T>((resolve, reject) => {
			let result: T;
			asked.push({
				run() {
					result = work();
				},
				done: () => resolve(result),
				fail: reject,
			});
			// Behind all that has been asked to go on already, and before anything else happens.
			if (asked.length === 1) queueMicrotask(() => void flush());
		});
}
