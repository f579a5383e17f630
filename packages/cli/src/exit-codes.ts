/** What the command ends with. Scripts rely on them: a number never changes its meaning. */
export const EXIT = {
	done: 0,
	/** It was refused, or failed. */
	failed: 1,
	/** The command line makes no sense; nothing was done. */
	usage: 2,
	/** It ran to its end and found something wrong: a failed check, a copy that differs. */
	wanting: 3,
	/** The store cannot be reached now; the same command may succeed later. */
	unavailable: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
