import type { Violation } from './violation.ts';

const COMPILED = /\.(?:d\.ts|js|js\.map)$/;

/** What nobody meant to keep: files without content, and compiled ones that a tool left beside their source. */
export function checkStrayFiles(sizes: ReadonlyMap<string, number>): Violation[] {
	return [...sizes].flatMap(([path, size]) => {
		if (size === 0) return [{ path, line: 1, message: 'has no content' }];
		const source = path.replace(COMPILED, '.ts');
		return source !== path && sizes.has(source) ? [{ path, line: 1, message: `was compiled from ${source}` }] : [];
	});
}
