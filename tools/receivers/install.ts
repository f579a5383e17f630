import { join } from 'node:path';
import { root } from '../check/command.ts';
import { builtOnce, sourcesDigest } from '../servers/built-once.ts';
import { findProgram } from '../servers/find-program.ts';
import { runProgram } from '../servers/run-program.ts';

const SOURCES = join(root, 'tools', 'receivers');
const INSTALLED_WITHIN_MS = 5 * 60_000;

/** A program that reads `ReceivedRequest`s and writes whether its library takes each. */
export interface ReceiverProgram {
	readonly path: string;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

/** With the package from PyPI; undefined where there is no Python. */
export async function pythonReceiver(): Promise<ReceiverProgram | undefined> {
	const python = findProgram('python3');
	if (python === undefined) return undefined;
	const sources = join(SOURCES, 'python');
	const requirements = join(sources, 'requirements.txt');
	const packages = await builtOnce(`python-receiver-${sourcesDigest(sources, /\.txt$/)}`, (unfinished) =>
		runProgram(python, ['-m', 'pip', 'install', '--quiet', '--target', unfinished, '-r', requirements], {
			timeoutMs: INSTALLED_WITHIN_MS,
		}),
	);
	return { path: python, args: [join(sources, 'verify.py')], env: { PYTHONPATH: packages } };
}

/** With the library as a Go module; undefined where there is no Go. */
export async function goReceiver(): Promise<ReceiverProgram | undefined> {
	const go = findProgram('go');
	if (go === undefined) return undefined;
	const sources = join(SOURCES, 'go');
	const path = await builtOnce(`go-receiver-${sourcesDigest(sources, /\.(?:go|mod|sum)$/)}`, (unfinished) =>
		runProgram(go, ['build', '-buildvcs=false', '-o', unfinished, '.'], {
			folder: sources,
			timeoutMs: INSTALLED_WITHIN_MS,
		}),
	);
	return { path, args: [], env: {} };
}
