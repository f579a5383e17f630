import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InstallError } from './install.mjs';
import { root, workspaceNode } from './root.mjs';

const folder = join(root, 'packages', 'console');

/** Builds the module of the management page where it is missing, or older than what it is made of. */
export function buildConsole() {
	if (builtAt() > changedAt()) return;
	const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js');
	const { status, stderr, stdout } = spawnSync(workspaceNode, [vite, 'build', '--logLevel', 'warn'], {
		cwd: folder,
		encoding: 'utf8',
	});
	if (status !== 0) throw new InstallError(`The management page cannot be built:\n${stdout}${stderr}`);
}

function builtAt() {
	return statSync(join(folder, 'dist', 'client-applications.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function changedAt() {
	const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' });
	const paths = [...sources.map((path) => join('src', path)), 'package.json', 'vite.config.ts'];
	return Math.max(...paths.map((path) => statSync(join(folder, path)).mtimeMs));
}
