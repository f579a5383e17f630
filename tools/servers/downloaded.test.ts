import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { downloaded, MONGOD, REDIS_SERVER } from './downloaded.ts';

afterEach(() => {
	vi.unstubAllEnvs();
});

async function reachable(): Promise<string> {
	const server = createServer((_, response) => response.writeHead(404).end());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

it('takes a program where its server answers, and into the cache', async () => {
	const from = await reachable();
	const program = vi.fn(async (folder: string) => join(folder, 'program'));
	expect(await downloaded({ name: 'test-program', from, program })).toMatch(/latchkey\/test-program\/program$/);
});

it('does not begin to download what cannot be reached', async () => {
	const program = vi.fn(async () => 'never');
	expect(await downloaded({ name: 'test-program', from: 'http://127.0.0.1:1/', program })).toBeUndefined();
	expect(program).not.toHaveBeenCalled();
});

it('leaves it to the other ways where a download fails', async () => {
	const error = vi.spyOn(console, 'error').mockReturnValue();
	const program = (): Promise<string> => Promise.reject(new Error('no room'));
	expect(await downloaded({ name: 'test-program', from: await reachable(), program })).toBeUndefined();
	expect(error).toHaveBeenCalledWith(expect.stringContaining('no room'));
});

it.each([
	['mongod', 'MONGOMS_SYSTEM_BINARY', MONGOD, 'db version v8.2.6'],
	['redis-server', 'REDISMS_SYSTEM_BINARY', REDIS_SERVER, 'Redis server v=8.0.0 sha=00000000:0'],
] as const)('asks the package for a %s by the way that it has', async (name, variable, download, version) => {
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-download-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const path = join(folder, name);
	writeFileSync(path, `#!/bin/sh\necho '${version}'\n`);
	chmodSync(path, 0o755);
	vi.stubEnv(variable, path);
	expect(await download.program(folder)).toBe(path);
});
