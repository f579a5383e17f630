import { type Comment, type Program, parseSync } from 'oxc-parser';
import type { WorkspaceFile } from './violation.ts';

const SOURCE = /\.(?:ts|tsx|js|mjs)$/;

/**
 * A source file, read as a compiler reads it: a word in a string is no comment, and an import in a comment no import.
 */
export interface SourceFile extends WorkspaceFile {
	readonly program: Program;
	readonly comments: readonly Comment[];
}

export function isSource(path: string): boolean {
	return SOURCE.test(path);
}

export function isTest(path: string): boolean {
	return path.endsWith('.test.ts');
}

export function parseSource(file: WorkspaceFile): SourceFile {
	const { program, comments, errors } = parseSync(file.path, file.text);
	if (errors[0] !== undefined) throw new Error(`${file.path} cannot be parsed: ${errors[0].message}`);
	return { ...file, program, comments };
}
