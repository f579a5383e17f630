import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findStaleOutput } from './stale-output.ts';

let root: string;

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'latchkey-stale-'));
});

afterEach(() => rm(root, { recursive: true }));

it('finds what was compiled from a source that is gone', async () => {
	for (const path of ['src/index.ts', 'dist/index.js', 'dist/index.d.ts', 'dist/index.js.map', 'dist/old/gone.js']) {
		const file = join(root, 'packages/core', path);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, '');
	}
	expect(await findStaleOutput(root)).toEqual(['packages/core/dist/old/gone.js']);
});
