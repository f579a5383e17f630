import type { Outcome } from './step.ts';

/** The parts we read of what vitest's JSON reporter writes. */
interface Report {
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly numPendingTests: number;
	readonly numTodoTests: number;
	readonly testResults: readonly {
		readonly name: string;
		readonly status: string;
		readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
	}[];
}

interface TestRun {
	/** Whether vitest itself ended well. */
	readonly ok: boolean;
	/** Its report, where it got as far as to write one. */
	readonly report: string | undefined;
	/** In CI everything that a test needs must be there, so that a skipped test is a failed one. */
	readonly maySkip: boolean;
}

export function countTests({ ok, report: text, maySkip }: TestRun): Outcome {
	if (text === undefined) return { passed: 0, failed: 1, skipped: 0, output: 'vitest wrote no report' };
	const report: Report = JSON.parse(text);
	const unloadable = report.testResults.filter(
		({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
	);
	const skipped = report.numPendingTests + report.numTodoTests;
	const failed = report.numFailedTests + unloadable.length + (maySkip ? 0 : skipped);
	const notes = unloadable.map(({ name }) => `could not be loaded: ${name}`);
	if (!maySkip) notes.push(...skippedTests(report).map((name) => `skipped, which CI does not allow: ${name}`));
	// Vitest also fails for what belongs to no test: an unhandled rejection, a worker that died.
	const failedOutside = !ok && failed === 0 ? 1 : 0;
	if (failedOutside > 0) notes.push('vitest failed outside any test; see above');
	return {
		passed: report.numPassedTests,
		failed: failed + failedOutside,
		skipped: maySkip ? skipped : 0,
		output: notes.join('\n'),
	};
}

function skippedTests(report: Report): string[] {
	return report.testResults
		.flatMap(({ assertionResults }) => assertionResults)
		.filter(({ status }) => status !== 'passed' && status !== 'failed')
		.map(({ fullName }) => fullName);
}
