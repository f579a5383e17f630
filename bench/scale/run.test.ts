import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('measures every operation at every size, and says how', { timeout: 60_000 }, async () => {
	const file = join(import.meta.dirname, 'run.ts');
	const args = ['--sizes', '1000,2000', '--rounds', '1', '--share', '0.05'];
	const { stdout } = await promisify(execFile)(process.execPath, [file, ...args]);
	const rows = stdout.split('\n').filter((line) => line.startsWith('| a '));
	expect(rows).toHaveLength(3);
	for (const row of rows) expect(row).toMatch(/\d+ µs, 1\.00 × .*\d+ µs, \d+\.\d\d ×/);
});
