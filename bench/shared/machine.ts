import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** One line that says on what and with what the figures were taken. */
export function machineLine(...tools: readonly string[]): string {
	const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
	const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
	const machine = `${availableParallelism()} × ${model}, ${memory}, ${platform()} ${release()} ${arch()}`;
	const versions = [`Node ${process.versions.node}`, ...tools];
	return `${machine}; ${versions.join(', ')}; ${new Date().toISOString().slice(0, 10)}`;
}

/** Read from the file: not every package exports its package.json. */
export function versionOf(name: string): string {
	const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
	for (const folder of folders) {
		try {
			const manifest = readFileSync(join(folder, name, 'package.json'), 'utf8');
			return `${name} ${(JSON.parse(manifest) as { version: string }).version}`;
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
		}
	}
	throw new Error(`${name} is not installed beside ${dirname(import.meta.filename)}`);
}
