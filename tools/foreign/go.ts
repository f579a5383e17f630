import { builtOnce, sourcesDigest } from '../servers/built-once.ts';
import { findProgram } from '../servers/find-program.ts';
import { runProgram } from '../servers/run-program.ts';
import { INSTALLED_WITHIN_MS } from './installed-within.ts';
import type { ForeignProgram } from './program.ts';

/** The Go module of the folder `sources`, built; undefined where there is no Go. */
export async function goProgram(name: string, sources: string): Promise<ForeignProgram | undefined> {
	const go = findProgram('go');
	if (go === undefined) return undefined;
	const path = await builtOnce(`go-${name}-${sourcesDigest(sources, /\.(?:go|mod|sum)$/)}`, (unfinished) =>
		runProgram(go, ['build', '-buildvcs=false', '-o', unfinished, '.'], {
			folder: sources,
			timeoutMs: INSTALLED_WITHIN_MS,
		}),
	);
	return { path, args: [], env: {} };
}
