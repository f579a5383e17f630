let turn: Promise<void> | undefined;

/**
 * Resolves in the next turn of the event loop, for everyone who asked in this one. Requests that arrived together are
 * then answered together: a write that wakes a sleeping peer costs a switch of context, and a burst of them costs one.
 */
export function sharedTurn(): Promise<void> {
	turn ??= new Promise((resolve) => {
		setImmediate(() => {
			turn = undefined;
			resolve();
		});
	});
	return turn;
}
