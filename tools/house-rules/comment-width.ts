import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

const COLUMNS = 120;
/** As Biome counts a tab. */
const TAB = '  ';

/** Biome wraps code, and leaves comments as they are. */
export function checkCommentWidth({ path, text, comments }: SourceFile): Violation[] {
	if (!path.endsWith('.ts')) return [];
	const lines = text.split('\n');
	const commented = new Set<number>();
	for (const { start, end } of comments) {
		const first = text.slice(0, start).split('\n').length;
		const more = text.slice(start, end).split('\n').length;
		for (let line = first; line < first + more; line++) commented.add(line);
	}
	return [...commented].flatMap((line) => {
		const width = columns(lines[line - 1] ?? '');
		return width > COLUMNS ? [{ path, line, message: `has a comment that ends in column ${width}` }] : [];
	});
}

function columns(line: string): number {
	return [...line.trimEnd().replaceAll('\t', TAB)].length;
}
