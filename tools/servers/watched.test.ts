import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processesWith } from './processes.ts';
import { startWatched } from './watched.ts';

let scratch: string;

beforeEach(() => {
	scratch = mkdtempSync(join(tmpdir(), 'latchkey-watched-'));
	vi.stubEnv('TMPDIR', scratch);
});

afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(scratch, { recursive: true });
});

/** Serves over HTTP what it was started with: a file's text, and a count of starts that it keeps in its folder. */
const SERVER = `
	const { readFileSync, writeFileSync, mkdtempSync } = require('node:fs');
	const [, port, folder] = process.argv;
	let starts = 1;
	try { starts += Number(readFileSync(folder + '/starts', 'utf8')); } catch {}
	writeFileSync(folder + '/starts', String(starts));
	mkdtempSync(require('node:os').tmpdir() + '/scratch-');
	require('node:http').createServer((request, response) => response.end(String(starts))).listen(Number(port), '127.0.0.1');
`;

const COUNTER = {
	source: 'a counter',
	program: (port: number, folder: string) => ({ path: process.execPath, args: ['-e', SERVER, String(port), folder] }),
	url: (port: number) => `http://127.0.0.1:${port}/`,
	answers: (url: string) =>
		fetch(url).then(
			() => true,
			() => false,
		),
};

async function ask(url: string, timeoutMs = 5000): Promise<string> {
	return (await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })).text();
}

describe('a server of our own', () => {
	it('keeps its port and its data when it is killed and when it is restarted', async () => {
		const server = await startWatched(COUNTER);
		expect(await ask(server.url)).toBe('1');
		await server.kill();
		await expect(ask(server.url)).rejects.toThrow('fetch failed');
		await server.restart();
		expect(await ask(server.url)).toBe('2');
		await server.restart();
		expect(await ask(server.url)).toBe('3');
		await server.stop();
	});

	it('answers nothing between freeze and thaw', async () => {
		const server = await startWatched(COUNTER);
		server.freeze();
		await expect(ask(server.url, 200)).rejects.toThrow('timeout');
		server.thaw();
		expect(await ask(server.url)).toBe('1');
		await server.stop();
	});

	it.each(['running', 'killed', 'frozen'])(
		'leaves no process and no file when it is stopped while %s',
		async (state) => {
			const server = await startWatched(COUNTER);
			expect(await processesWith(scratch)).toHaveLength(2);
			if (state === 'killed') await server.kill();
			if (state === 'frozen') server.freeze();
			await server.stop();
			expect(await processesWith(scratch)).toEqual([]);
			expect(readdirSync(scratch)).toEqual([]);
		},
	);

	it('does not outlive a run that is killed', async () => {
		const start = `
			import { startWatched } from ${JSON.stringify(new URL('./watched.ts', import.meta.url).href)};
			await startWatched({
				source: 'a sleeper',
				program: (port, folder) => ({ path: process.execPath, args: ['-e', 'setInterval(() => {}, 1e9)', folder] }),
				url: () => '',
				answers: async () => true,
			});
			console.log('started');
		`;
		const run = spawn(process.execPath, ['--input-type=module', '-e', start], { stdio: ['ignore', 'pipe', 'inherit'] });
		await once(createInterface({ input: run.stdout }), 'line');
		expect(await processesWith(scratch)).toHaveLength(2);
		run.kill('SIGKILL');
		await expect.poll(() => processesWith(scratch)).toEqual([]);
		expect(readdirSync(scratch)).toEqual([]);
	});

	it('says what a server said that ended at its start, and leaves nothing of it', async () => {
		const args = ['-e', 'console.error("no such option"); process.exit(3)'];
		const broken = { ...COUNTER, program: () => ({ path: process.execPath, args }) };
		await expect(startWatched(broken)).rejects.toThrow('a counter ended at its start: no such option');
		expect(readdirSync(scratch)).toEqual([]);
	});

	it('says so where there is no such program', async () => {
		const absent = { ...COUNTER, program: () => ({ path: join(scratch, 'absent'), args: [] }) };
		await expect(startWatched(absent)).rejects.toThrow('a counter did not start');
	});
});
