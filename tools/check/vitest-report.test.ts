import { describe, expect, it } from 'vitest';
import { countTests } from './vitest-report.ts';

const passing = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const skipping = {
	...passing,
	numPendingTests: 1,
	testResults: [
		{ name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'skipped', fullName: 'needs a server' }] },
	],
};
const run = (report: object, rest: { ok?: boolean; maySkip?: boolean } = {}) =>
	countTests({ ok: true, maySkip: true, ...rest, report: JSON.stringify(report) });

describe("counting what vitest's report says", () => {
	it('counts tests', () => {
		expect(run(passing)).toMatchObject({ passed: 3, failed: 0, skipped: 0 });
		expect(run({ ...passing, numFailedTests: 2 }, { ok: false })).toMatchObject({ passed: 3, failed: 2 });
	});

	it('counts a file that could not be loaded', () => {
		const unloadable = { name: 'a.test.ts', status: 'failed', assertionResults: [] };
		expect(run({ ...passing, testResults: [unloadable] }, { ok: false })).toMatchObject({
			failed: 1,
			output: expect.stringContaining('a.test.ts'),
		});
	});

	it('counts a failure that belongs to no test', () => {
		expect(run(passing, { ok: false })).toMatchObject({ passed: 3, failed: 1 });
	});

	it('counts a run without a report as failed', () => {
		expect(countTests({ ok: true, maySkip: true, report: undefined })).toMatchObject({ passed: 0, failed: 1 });
	});

	it('lets a test be skipped here, and never in CI', () => {
		expect(run(skipping)).toMatchObject({ failed: 0, skipped: 1 });
		expect(run(skipping, { maySkip: false })).toMatchObject({
			failed: 1,
			skipped: 0,
			output: expect.stringContaining('needs a server'),
		});
	});
});
