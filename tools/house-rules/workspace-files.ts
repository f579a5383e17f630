import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkspaceFile } from './violation.ts';

const NOT_OURS = new Set(['.git', '.turbo', 'coverage', 'data', 'dist', 'node_modules']);
const TEXT =
	/\.(?:css|editorconfig|gitattributes|gitignore|go|grit|html|java|js|json|jsonc|md|mjs|mod|npmrc|py|sh|sql|svg|ts|tsx|txt|xml|yaml|yml)$|(?:^|\/)(?:LICENSE|run)$/;

/** Of these paths, what is text. */
export async function readTexts(root: string, paths: readonly string[]): Promise<WorkspaceFile[]> {
	const texts = paths.filter((path) => TEXT.test(path));
	return Promise.all(texts.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })));
}

/** Every file of the workspace that somebody wrote or committed, of whatever kind, and its size in bytes. */
export async function listWorkspaceFiles(root: string): Promise<ReadonlyMap<string, number>> {
	const paths = (await listFiles(root, '')).sort();
	const sizes = await Promise.all(paths.map(async (path) => [path, (await stat(join(root, path))).size] as const));
	return new Map(sizes);
}

async function listFiles(root: string, folder: string): Promise<string[]> {
	const entries = await readdir(join(root, folder), { withFileTypes: true });
	const found = await Promise.all(
		entries.map(async (entry) => {
			const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
			if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : listFiles(root, path);
			return entry.isFile() ? [path] : [];
		}),
	);
	return found.flat();
}
