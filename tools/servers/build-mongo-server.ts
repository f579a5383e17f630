import { join } from 'node:path';
import { root } from '../check/command.ts';
import { builtOnce, sourcesDigest } from './built-once.ts';
import { runProgram } from './run-program.ts';

const SOURCES = join(root, 'tools', 'mongo-server');
const BUILT_WITHIN_MS = 20 * 60_000;

/** Builds tools/mongo-server unless that was done from the same sources; resolves to the program. */
export function buildMongoServer(go: string): Promise<string> {
	return builtOnce(`mongo-server-${sourcesDigest(SOURCES, /\.(?:go|mod|sum)$/)}`, (unfinished) => {
		console.error('Building tools/mongo-server, once; this takes minutes where Go has never built it…');
		return runProgram(go, ['build', '-buildvcs=false', '-o', unfinished, '.'], {
			folder: SOURCES,
			timeoutMs: BUILT_WITHIN_MS,
		});
	});
}
