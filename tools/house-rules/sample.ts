import { parseSource, type SourceFile } from './source-file.ts';

/** A source file that exists only in a test. */
export function sample(path: string, text: string): SourceFile {
	return parseSource({ path, text });
}
