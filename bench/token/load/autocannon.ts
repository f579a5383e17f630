import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type LoadGenerator, type LoadOptions, type LoadResult, runPinned } from './load.ts';

const CHILD = join(import.meta.dirname, 'autocannon-child.ts');

/** Slower than wrk: on a fast server it is the generator that is measured. */
export function autocannon(): LoadGenerator {
	const manifest = createRequire(import.meta.url).resolve('autocannon/package.json');
	const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
	return { version: `autocannon ${version}`, run };
}

async function run(options: LoadOptions): Promise<LoadResult> {
	const file = join(options.directory, `autocannon-${options.port}.json`);
	await writeFile(file, JSON.stringify(options));
	return JSON.parse(await runPinned([process.execPath, CHILD, file])) as LoadResult;
}
