export interface Violation {
	/** From the root of the workspace, with `/`. */
	readonly path: string;
	readonly line: number;
	readonly message: string;
}

export interface WorkspaceFile {
	/** From the root of the workspace, with `/`. */
	readonly path: string;
	readonly text: string;
}

export function violationAt(file: WorkspaceFile, offset: number, message: string): Violation {
	return { path: file.path, line: file.text.slice(0, offset).split('\n').length, message };
}

/** One violation for every match of a global pattern. */
export function violationsOf(file: WorkspaceFile, pattern: RegExp, message: string): Violation[] {
	return [...file.text.matchAll(pattern)].map(({ index }) => violationAt(file, index, message));
}
