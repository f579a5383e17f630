import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('delivers everything in every round, beside a bare sender and plain BullMQ, and says how quickly', {
	timeout: 120_000,
}, async () => {
	const file = join(import.meta.dirname, 'run.ts');
	const { stdout } = await promisify(execFile)(process.execPath, [file, '--count', '200', '--rounds', '1']);
	const rows = stdout.split('\n').filter((line) => / \[\d/.test(line));
	expect(rows.map((row) => row.split(' | ')[0])).toEqual([
		'| bare',
		'| latchkey, in-process',
		'| latchkey, with Redis',
		'| plain BullMQ',
	]);
	for (const row of rows)
		expect(row).toMatch(/(?: \| [\d,]+ \[[\d,]+–[\d,]+\]){2}(?: \| \d+\.\d\d \[\d+\.\d\d–\d+\.\d\d\]){2} \|$/);
	expect(stdout).toContain('200 notifications in each of 1 interleaved rounds');
});
