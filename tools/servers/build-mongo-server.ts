import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../check/command.ts';
import { builtOnce, sourcesDigest } from './built-once.ts';
import { patchedFerretDb } from './patched-ferretdb.ts';
import { runProgram } from './run-program.ts';

const SOURCES = join(root, 'tools', 'mongo-server');
const BUILT_WITHIN_MS = 20 * 60_000;

/** Builds tools/mongo-server unless that was done from the same sources; resolves to the program. */
export function buildMongoServer(go: string): Promise<string> {
	const digest = sourcesDigest(SOURCES, /\.(?:go|mod|sum)$/);
	const patch = sourcesDigest(import.meta.dirname, /^patched-ferretdb\.ts$/);
	return builtOnce(`mongo-server-${digest}-${patch}`, async (unfinished) => {
		console.error('Building tools/mongo-server, once; this takes minutes where Go has never built it…');
		const workFolder = `${unfinished}.sources`;
		const goMod = await patchedFerretDb(go, SOURCES, workFolder);
		await runProgram(go, ['build', '-buildvcs=false', `-modfile=${goMod}`, '-o', unfinished, '.'], {
			folder: SOURCES,
			timeoutMs: BUILT_WITHIN_MS,
		});
		rmSync(workFolder, { recursive: true });
	});
}
