import { join } from 'node:path';
import { builtOnce, sourcesDigest } from '../servers/built-once.ts';
import { findProgram } from '../servers/find-program.ts';
import { runProgram } from '../servers/run-program.ts';
import { INSTALLED_WITHIN_MS } from './installed-within.ts';
import type { ForeignProgram } from './program.ts';

/** `script` of the folder `sources`, with the packages of its requirements.txt; undefined where there is no Python. */
export async function pythonProgram(
	name: string,
	sources: string,
	script: string,
): Promise<ForeignProgram | undefined> {
	const packages = await pythonPackages(name, sources);
	return packages && { ...packages, args: [join(sources, script)] };
}

/** Python with the packages of requirements.txt in the folder `sources`; undefined where there is no Python. */
export async function pythonPackages(name: string, sources: string): Promise<ForeignProgram | undefined> {
	const path = findProgram('python3');
	if (path === undefined) return undefined;
	const requirements = join(sources, 'requirements.txt');
	const packages = await builtOnce(`python-${name}-${sourcesDigest(sources, /\.txt$/)}`, (unfinished) =>
		runProgram(path, ['-m', 'pip', 'install', '--quiet', '--target', unfinished, '-r', requirements], {
			timeoutMs: INSTALLED_WITHIN_MS,
		}),
	);
	return { path, args: [], env: { PYTHONPATH: packages } };
}
