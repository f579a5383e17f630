import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LoadGenerator, type LoadOptions, type LoadResult, runPinned } from './load.ts';

const SCRIPT = join(import.meta.dirname, 'rotate.lua');
const RESULT = 'RESULT ';

/** Undefined where wrk is not installed. */
export function wrk(): LoadGenerator | undefined {
	// wrk -v prints its version and ends with 1.
	const { error, stdout } = spawnSync('wrk', ['-v'], { encoding: 'utf8' });
	const version = /^wrk (\S+)/.exec(stdout ?? '')?.[1];
	if (error !== undefined || version === undefined) return undefined;
	return { version: `wrk ${version.replace(/^debian\//, '')}`, run };
}

async function run({ port, offer, connections, seconds, directory }: LoadOptions): Promise<LoadResult> {
	const requests = join(directory, `wrk-${port}.txt`);
	const lines = offer.requests.flatMap(({ header, body }) => [...header, body]);
	await writeFile(requests, [offer.path, ...lines].join('\n'));
	const size = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '10s'];
	const output = await runPinned(['wrk', ...size, '-s', SCRIPT, `http://127.0.0.1:${port}`, '--', requests]);
	const result = output.split('\n').find((line) => line.startsWith(RESULT));
	if (result === undefined) throw new Error(`wrk gave no result: ${output}`);
	return JSON.parse(result.slice(RESULT.length)) as LoadResult;
}
