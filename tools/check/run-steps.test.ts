import { describe, expect, it } from 'vitest';
import { runSteps } from './run-steps.ts';
import { type Step, single, sum, summaryLine } from './step.ts';

const passing: Step = { name: 'passing', run: async () => single(true, 'not shown') };
const failing: Step = { name: 'failing', run: async () => single(false, 'the reason') };
const throwing: Step = {
	name: 'throwing',
	async run() {
		throw new Error('broken');
	},
};

describe('the whole check', () => {
	it('runs every step whatever became of the others, and shows the output of those that failed', async () => {
		const shown: string[] = [];
		const outcomes = await runSteps([[failing, passing], [throwing]], (text) => shown.push(text));
		expect(sum(outcomes)).toEqual({ passed: 1, failed: 2, skipped: 0 });
		const text = shown.join('\n');
		expect(text).toContain('✗ failing');
		expect(text).toContain('the reason');
		expect(text).toContain('✓ passing');
		expect(text).not.toContain('not shown');
		expect(text).toContain('Error: broken');
	});

	it('ends with one line of counts', () => {
		expect(summaryLine({ passed: 5, failed: 0, skipped: 0 })).toBe('5 passed, 0 failed');
		expect(summaryLine({ passed: 5, failed: 1, skipped: 2 })).toBe('5 passed, 1 failed, 2 skipped');
	});
});
