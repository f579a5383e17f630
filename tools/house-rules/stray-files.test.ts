import { expect, it } from 'vitest';
import { checkStrayFiles } from './stray-files.ts';

const complaints = (...files: [path: string, size: number][]) =>
	checkStrayFiles(new Map(files)).map(({ path }) => path);

it('finds files without content', () => {
	expect(complaints(['certificates.pem', 0], ['docs/cli.md', 10])).toEqual(['certificates.pem']);
});

it('finds what was compiled beside its source, and no script that has none', () => {
	const files = ['run.d.ts', 'run.js', 'run.js.map', 'run.ts', 'embed.js', 'globals.d.ts'];
	expect(complaints(...files.map((path): [string, number] => [path, 1]))).toEqual(['run.d.ts', 'run.js', 'run.js.map']);
});
