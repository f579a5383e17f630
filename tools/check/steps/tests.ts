import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root, tool } from '../command.ts';
import type { Step } from '../step.ts';
import { countTests } from '../vitest-report.ts';

const REPORT = join(root, 'node_modules', '.cache', 'vitest-report.json');

export const tests: Step = {
	name: 'tests',
	async run() {
		await rm(REPORT, { force: true });
		const { ok } = await tool(
			'vitest',
			['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`],
			{ live: true },
		);
		const report = await readFile(REPORT, 'utf8').catch(() => undefined);
		return countTests({ ok, report, maySkip: process.env['CI'] !== 'true' });
	},
};
