/** One part of the whole check. */
export interface Step {
	readonly name: string;
	run(): Promise<Outcome>;
}

export interface Counts {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}

export interface Outcome extends Counts {
	/** What a reader needs where something failed. */
	readonly output: string;
}

/** The outcome of a step that is one check. */
export function single(ok: boolean, output: string): Outcome {
	return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, output };
}

export function sum(counts: readonly Counts[]): Counts {
	const total = (of: keyof Counts): number => counts.reduce((before, count) => before + count[of], 0);
	return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}

export function summaryLine({ passed, failed, skipped }: Counts): string {
	const line = `${passed} passed, ${failed} failed`;
	return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}
