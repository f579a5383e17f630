import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';

const COMPILED = /\/dist\/(.+)\.(?:d\.ts|js|js\.map)$/;

/** Compiled files whose source is gone: `tsc` leaves them, and a package would carry them. */
export async function findStaleOutput(root: string): Promise<string[]> {
	const stale: string[] = [];
	for await (const path of glob('packages/*/dist/**/*.{js,ts,map}', { cwd: root })) {
		if (!existsSync(join(root, path.replace(COMPILED, '/src/$1.ts')))) stale.push(path);
	}
	return stale.sort();
}
