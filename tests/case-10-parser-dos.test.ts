import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic } from './support/host.ts';

interface Measured {
	readonly p99Ms: number;
	readonly residentBytes: number;
}

const PASSWORD = 'correct horse';
const PATH = '/v1/domains/acme-phones/client-applications';
const MOST_LAG_MS = 50;
const MOST_GROWTH_BYTES = 20 * 2 ** 20;

let folder: string;
let child: ChildProcess;
let baseUrl: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'latchkey-case-'));
	const script = join(import.meta.dirname, 'support/measured-host.ts');
	child = fork(script, [folder, PASSWORD], { execArgv: ['--expose-gc'] });
	[baseUrl] = (await once(child, 'message')) as [string];
});
afterAll(async () => {
	const exited = once(child, 'exit');
	child.disconnect();
	await exited;
	rmSync(folder, { recursive: true, force: true });
});

async function ask(question: 'reset' | 'tell'): Promise<Measured> {
	child.send(question);
	const [measured] = (await once(child, 'message')) as [Measured];
	return measured;
}

async function send(path: string, type: string, body: string | Buffer, headers = {}): Promise<number> {
	const user = path.startsWith('/v1/domains') ? { authorization: basic('super@acme', PASSWORD) } : {};
	try {
		const init = { method: 'POST', headers: { 'content-type': type, ...user, ...headers }, body: new Blob([body]) };
		return (await fetch(`${baseUrl}${path}`, init)).status;
	} catch {
		// The host has closed the connection on a body that it will not read.
		return 413;
	}
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const many = (count: number, item: (index: number) => string, separator: string): string =>
	Array.from({ length: count }, (_, index) => item(index)).join(separator);

const ATTACKS: readonly [what: string, path: string, type: string, body: string | Buffer, headers?: object][] = [
	['nested arrays', PATH, JSON_TYPE, '['.repeat(30_000) + ']'.repeat(30_000)],
	['nested objects', PATH, JSON_TYPE, `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
	['nesting that never ends', PATH, JSON_TYPE, '['.repeat(60_000)],
	['nesting in a known member', PATH, JSON_TYPE, `{"name":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
	['100,000 members', PATH, JSON_TYPE, `{${many(100_000, (n) => `"k${n}":1`, ',')}}`],
	['as many members as fit', PATH, JSON_TYPE, `{${many(6000, (n) => `"k${n}":1`, ',')}}`],
	['as many privileges as fit', PATH, JSON_TYPE, `{"name":"x","privileges":[${many(6000, (n) => `"p${n}"`, ',')}]}`],
	['a name of 60,000 combining marks', PATH, JSON_TYPE, JSON.stringify({ name: `a${'\u0301'.repeat(30_000)}` })],
	['a name that grows when normalised', PATH, JSON_TYPE, JSON.stringify({ name: '\u1D160'.repeat(15_000) })],
	['a number of 60,000 digits', PATH, JSON_TYPE, `{"name":${'9'.repeat(60_000)}}`],
	['a body of 10 MB', PATH, JSON_TYPE, `{"name":"${'x'.repeat(10_000_000)}"}`],
	['a gzip bomb', PATH, JSON_TYPE, gzipSync(Buffer.alloc(50_000_000, 0x20)), { 'content-encoding': 'gzip' }],
	['100,000 form keys', '/oauth2/token', FORM, many(100_000, (n) => `k${n}=1`, '&')],
	['as many form keys as fit', '/oauth2/token', FORM, many(2000, (n) => `k${n}=1`, '&')],
	['nested form keys', '/oauth2/token', FORM, `a${'[b]'.repeat(5000)}=1`],
	['repeated list keys', '/oauth2/token', FORM, many(4000, () => 'a[]', '&')],
	[
		'a gzip bomb as a form',
		'/oauth2/token',
		FORM,
		gzipSync(Buffer.alloc(50_000_000, 0x61)),
		{ 'content-encoding': 'gzip' },
	],
	['form keys at the lenient door', '/v1/oauth2/tokens', FORM, many(2000, (n) => `k${n}=1`, '&')],
	['nested JSON at the lenient door', '/v1/oauth2/tokens', JSON_TYPE, '['.repeat(15_000)],
];

const goodRequest = async (): Promise<number> =>
	(await fetch(`${baseUrl}${PATH}`, { headers: { authorization: basic('super@acme', PASSWORD) } })).status;

/** On a busy machine one reading can be bad luck; three cannot. */
async function lagStaysLow(attack: () => Promise<void>): Promise<void> {
	const readings: number[] = [];
	while (readings.length < 3) {
		await ask('reset');
		await attack();
		const { p99Ms } = await ask('tell');
		if (p99Ms <= MOST_LAG_MS) return;
		readings.push(p99Ms);
	}
	expect.fail(`the event loop was held up: p99 ${readings.join(', ')} ms`);
}

describe('case 10: input that is made to hurt a parser', () => {
	it('is refused, all of it, and holds up nobody: event-loop lag, memory, and good requests between', async () => {
		// What is loaded and compiled at the first use is not growth.
		for (const [, path, type, body, headers] of ATTACKS) await send(path, type, body, headers);
		const { residentBytes: before } = await ask('reset');
		await lagStaysLow(async () => {
			for (const [what, path, type, body, headers] of ATTACKS) {
				const status = await send(path, type, body, headers);
				expect(status, what).toBeGreaterThanOrEqual(400);
				expect(status, what).toBeLessThan(500);
				expect(await goodRequest(), what).toBe(200);
			}
		});
		const { residentBytes: after } = await ask('tell');
		expect(after - before).toBeLessThan(MOST_GROWTH_BYTES);
	});

	it('500 sockets that send a byte now and then keep nobody from being served', async () => {
		const { port } = new URL(baseUrl);
		const { residentBytes: before } = await ask('reset');
		const sockets: Socket[] = [];
		for (let n = 0; n < 500; n++) {
			const socket = connect(Number(port), '127.0.0.1');
			socket.on('error', () => {});
			await once(socket, 'connect');
			socket.write('POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nContent-Type: ');
			sockets.push(socket);
		}
		await lagStaysLow(async () => {
			for (let round = 0; round < 20; round++) {
				for (const socket of sockets) socket.write('a');
				expect(await goodRequest()).toBe(200);
			}
		});
		const { residentBytes: during } = await ask('tell');
		expect(during - before).toBeLessThan(MOST_GROWTH_BYTES);
		for (const socket of sockets) socket.destroy();
		expect(await goodRequest()).toBe(200);
	});
});
