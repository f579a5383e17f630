import { checkCommentWidth } from './comment-width.ts';
import { checkDocumentation, type Workspace } from './documentation.ts';
import { importTable } from './import-table.ts';
import { checkImports } from './imports.ts';
import { checkRegistryHosts } from './registry-hosts.ts';
import { isSource, parseSource } from './source-file.ts';
import { checkStrayFiles } from './stray-files.ts';
import { checkComments, checkLeftOverTests, checkProse } from './unfinished.ts';
import type { Violation, WorkspaceFile } from './violation.ts';
import { listWorkspaceFiles, readTexts } from './workspace-files.ts';

/** The rules of this house that no tool of the trade can see. */
export async function findViolations(root: string): Promise<Violation[]> {
	const sizes = await listWorkspaceFiles(root);
	const paths = [...sizes.keys()];
	const files = await readTexts(root, paths);
	const workspace = describe(files, paths);
	return [
		...checkStrayFiles(sizes),
		...files.flatMap((file) => [...checkRegistryHosts(file), ...checkByKind(file, workspace)]),
	];
}

function checkByKind(file: WorkspaceFile, workspace: Workspace): Violation[] {
	if (isPage(file.path)) return [...checkProse(file), ...checkDocumentation(file, workspace)];
	if (!isSource(file.path)) return [];
	const source = parseSource(file);
	return [
		...checkComments(source),
		...checkCommentWidth(source),
		...checkLeftOverTests(source),
		...checkImports(source, importTable),
	];
}

function isPage(path: string): boolean {
	return path.endsWith('.md');
}

function describe(files: readonly WorkspaceFile[], paths: readonly string[]): Workspace {
	const manifest: { scripts: Record<string, string> } = JSON.parse(
		files.find(({ path }) => path === 'package.json')?.text ?? '{ "scripts": {} }',
	);
	return {
		paths: new Set(paths.flatMap((path) => [path, ...parents(path)])),
		scripts: new Set(Object.keys(manifest.scripts)),
		pages: new Map(files.filter(({ path }) => isPage(path)).map(({ path, text }) => [path, text])),
	};
}

function parents(path: string): string[] {
	const parts = path.split('/');
	return parts.map((_, index) => parts.slice(0, index).join('/')).filter((parent) => parent !== '');
}
