import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../check/command.ts';
import { CACHE } from './cache.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { runProgram } from './run-program.ts';

const SOURCES = join(root, 'tools', 'mongo-server');
const BUILT_WITHIN_MS = 20 * 60_000;

/** Builds tools/mongo-server unless that was done from the same sources; resolves to the program. */
export async function buildMongoServer(go: string): Promise<string> {
	const program = join(CACHE, `mongo-server-${sourcesDigest()}`);
	if (existsSync(program)) return program;
	return oneAtATime(join(CACHE, 'mongo-server.lock'), async () => {
		if (existsSync(program)) return program;
		console.error('Building tools/mongo-server, once; this takes minutes where Go has never built it…');
		const unfinished = `${program}.unfinished`;
		await runProgram(go, ['build', '-buildvcs=false', '-o', unfinished, '.'], {
			folder: SOURCES,
			timeoutMs: BUILT_WITHIN_MS,
		});
		renameSync(unfinished, program);
		return program;
	});
}

function sourcesDigest(): string {
	const digest = createHash('sha256');
	const names = readdirSync(SOURCES).filter((name) => /\.(?:go|mod|sum)$/.test(name));
	for (const name of names.sort()) digest.update(`${name}\0`).update(readFileSync(join(SOURCES, name)));
	return digest.digest('hex').slice(0, 16);
}
