import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('advances all that is due in every round, beside the bare loops, and says how quickly', {
	timeout: 60_000,
}, async () => {
	const file = join(import.meta.dirname, 'run.ts');
	const args = ['--size', '1000', '--due', '60', '--rounds', '2'];
	const { stdout } = await promisify(execFile)(process.execPath, [file, ...args]);
	const rows = stdout.split('\n').filter((line) => / \[\d/.test(line));
	expect(rows.map((row) => row.split(' | ')[0])).toEqual([
		'| bare',
		'| latchkey',
		'| bare, a transaction for each fifty',
	]);
	for (const row of rows) expect(row).toMatch(/\| [\d,]+ \[[\d,]+–[\d,]+\] \| \d+\.\d\d \[\d+\.\d\d–\d+\.\d\d\] \|$/);
	expect(stdout).toContain('Of 1,000 secrets on SQLite on disk, 60 are due');
});
