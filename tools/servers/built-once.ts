import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './cache.ts';
import { oneAtATime } from './one-at-a-time.ts';

/**
 * A file or folder of the cache, made unless it is there. `make` is told where to put it; several processes may ask at
 * the same time.
 */
export async function builtOnce(name: string, make: (unfinished: string) => Promise<void>): Promise<string> {
	const place = join(CACHE, name);
	if (existsSync(place)) return place;
	return oneAtATime(`${place}.lock`, async () => {
		if (existsSync(place)) return place;
		const unfinished = `${place}.unfinished`;
		rmSync(unfinished, { recursive: true, force: true });
		await make(unfinished);
		renameSync(unfinished, place);
		return place;
	});
}

/** Of the files of a folder that it is built from. */
export function sourcesDigest(folder: string, which: RegExp): string {
	const digest = createHash('sha256');
	const names = readdirSync(folder).filter((name) => which.test(name));
	for (const name of names.sort()) digest.update(`${name}\0`).update(readFileSync(join(folder, name)));
	return digest.digest('hex').slice(0, 16);
}
