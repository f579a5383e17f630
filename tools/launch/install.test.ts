import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InstallError, install, isInstalled } from './install.mjs';

let root: string;

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'latchkey-install-'));
	await writeFile(join(root, 'package.json'), JSON.stringify({ packageManager: 'pnpm@12.0.0' }));
	await writeFile(join(root, 'pnpm-lock.yaml'), 'lockfileVersion: 9');
	await mkdir(join(root, 'bin'));
	vi.stubEnv('PATH', `${join(root, 'bin')}${delimiter}${process.env['PATH']}`);
	vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(root, { recursive: true });
});

/** Stands in for npx, and so for the package manager. */
async function npxIs(script: string): Promise<void> {
	const path = join(root, 'bin', 'npx');
	await writeFile(path, `#!/bin/sh\necho "$@" >> calls\n${script}\n`);
	await chmod(path, 0o755);
}

describe('installing', () => {
	it('runs the pinned package manager once, until the lockfile changes', async () => {
		await npxIs('mkdir -p node_modules');
		expect(isInstalled(root)).toBe(false);
		await install(root);
		expect(isInstalled(root)).toBe(true);
		expect(await readFile(join(root, 'calls'), 'utf8')).toBe('--yes pnpm@12.0.0 install --frozen-lockfile\n');

		await writeFile(join(root, 'pnpm-lock.yaml'), 'lockfileVersion: 10');
		expect(isInstalled(root)).toBe(false);
	});

	it('is done again where it was interrupted', async () => {
		await npxIs('mkdir -p node_modules');
		await install(root);
		await npxIs('kill -KILL $$');
		await expect(install(root)).rejects.toThrow(InstallError);
		expect(isInstalled(root)).toBe(false);
	});

	it('shows what the package manager said where it failed', async () => {
		await npxIs('echo the disk is full; exit 1');
		await expect(install(root)).rejects.toThrow('the disk is full');
	});

	it('says so where the registry cannot be reached', async () => {
		await npxIs('echo npm error code ENOTFOUND >&2; exit 1');
		await expect(install(root)).rejects.toThrow('cannot be reached');
	});

	it('says so where there is no npm', async () => {
		vi.stubEnv('PATH', join(root, 'bin'));
		await expect(install(root)).rejects.toThrow('npx was not found');
	});
});
