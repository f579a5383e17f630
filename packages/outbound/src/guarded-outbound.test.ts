import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { OutboundError, type OutboundRequest } from '@latchkey/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Canary, canary } from '../test/canary.ts';
import { type GuardedOutboundOptions, guardedOutbound } from './guarded-outbound.ts';

/** Every one leads to this machine. */
const SPELLINGS = [
	'127.0.0.1',
	'127.1',
	'127.0.1',
	'2130706433',
	'0x7f000001',
	'0x7f.1',
	'0x7f.0.0.0x1',
	'017700000001',
	'0177.0.0.01',
	'127.0.0.1.',
	'127.255.255.254',
	'0',
	'0.0.0.0',
	'localhost',
	'LOCALHOST',
	'%6c%6f%63alhost',
	'１２７.0.0.1',
	'127。0。0。1',
	'[::1]',
	'[0:0:0:0:0:0:0:1]',
	'[::]',
	'[::ffff:127.0.0.1]',
	'[::FFFF:7f00:1]',
];
/** These lead here where somebody translates them, or says so. */
const TRANSLATED = [
	'[64:ff9b::127.0.0.1]',
	'[2002:7f00:1::]',
	'[::127.0.0.1]',
	'[2001:0:7f00:1::]',
	'localhost.',
	'a.localhost',
];

async function watched(onConnection?: (socket: Socket) => void): Promise<Canary> {
	const watching = await canary(onConnection);
	onTestFinished(watching.close);
	return watching;
}

function sender(options: GuardedOutboundOptions = {}) {
	const outbound = guardedOutbound({ ports: 'any', ...options });
	onTestFinished(outbound.close);
	const send = (url: string, more: Partial<OutboundRequest> = {}) =>
		outbound.send({ method: 'POST', url, headers: {}, body: '{}', timeoutMs: 5000, ...more });
	return { ...outbound, send, codeOf: (url: string, more?: Partial<OutboundRequest>) => codeOf(send(url, more)) };
}

async function codeOf(sent: Promise<unknown>): Promise<string> {
	try {
		await sent;
		return 'sent';
	} catch (error) {
		if (!(error instanceof OutboundError)) throw error;
		return error.code;
	}
}

/** A receiver of our own, to which this host may send. */
async function receiver(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('it listens on no port');
	return `http://127.0.0.1:${address.port}/hook`;
}

const allowing = (): ReturnType<typeof sender> => sender({ allow: ['127.0.0.0/8'] });

describe('a guarded request', () => {
	it('reaches nothing of this machine, however it is spelt, where a plain one reaches it', async () => {
		const watching = await watched();
		const { codeOf: sent } = sender();
		for (const host of [...SPELLINGS, ...TRANSLATED]) {
			for (const scheme of ['https', 'http']) {
				expect(await sent(`${scheme}://${host}:${watching.port}/`), host).toBe('refused_address');
			}
		}
		expect(watching.connections).toBe(0);
		for (const host of SPELLINGS) await fetch(`http://${host}:${watching.port}/`);
		expect(watching.connections).toBe(SPELLINGS.length);
	});

	it('reaches nothing by a name that leads there, nor by one that leads elsewhere when it is asked again', async () => {
		const watching = await watched();
		const answers = [['127.0.0.1'], ['::1', '127.0.0.1'], ['::ffff:127.0.0.1'], ['10.0.0.5'], ['169.254.169.254']];
		for (const answer of answers) {
			const { codeOf: sent } = sender({ lookUp: async () => answer });
			expect(await sent(`https://hooks.example:${watching.port}/`)).toBe('refused_address');
		}
		// It is judged as one of another network, and asked again it is here.
		let asked = 0;
		const { codeOf: sent } = sender({
			allow: ['127.1.1.1'],
			lookUp: async () => (asked++ === 0 ? ['127.1.1.1'] : ['127.0.0.1']),
		});
		expect(await sent(`http://hooks.example:${watching.port}/`)).toBe('sent');
		expect([asked, watching.connections]).toEqual([1, 1]);
		expect(await sent(`http://hooks.example:${watching.port}/`)).toBe('refused_address');
		expect([asked, watching.connections]).toEqual([2, 1]);
	});

	it('of several addresses takes those that it may', async () => {
		const watching = await watched((socket) => {
			expect(socket.localAddress).toBe('::ffff:127.1.1.1');
			socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n');
		});
		const { codeOf: sent } = sender({ allow: ['127.1.1.1'], lookUp: async () => ['::1', '127.0.0.1', '127.1.1.1'] });
		expect(await sent(`http://hooks.example:${watching.port}/`)).toBe('sent');
	});

	it('follows no redirect', async () => {
		const watching = await watched();
		const { send } = sender({ allow: ['127.0.0.1'] });
		for (const status of [301, 302, 303, 307, 308]) {
			const url = await receiver((_request, response) => {
				response.writeHead(status, { location: `http://127.0.0.1:${watching.port}/` }).end();
			});
			expect(await send(url)).toMatchObject({ status });
		}
		expect(watching.connections).toBe(0);
	});

	it.each([
		'file:///etc/passwd',
		'gopher://hooks.example/',
		'ftp://hooks.example/',
		'data:text/plain,hello',
		'unix:/var/run/docker.sock',
		'//hooks.example/',
		'hooks.example',
		'https://',
		'https://user@hooks.example/',
		'https://user:password@hooks.example/',
		'https://:password@hooks.example/',
		'https://hooks.example:8443/',
		'https://hooks.example:22/',
		'https://hooks.example:0/',
		'https://hooks.example:65536/',
		'http://hooks.example/',
	])('is not sent to %s', async (url) => {
		const lookUp = async (): Promise<never> => expect.unreachable('nothing is looked up');
		const { refusal, codeOf: sent } = sender({ ports: [443], lookUp });
		expect(await sent(url)).toBe('refused_url');
		const parsed = URL.parse(url);
		if (parsed !== null) expect(refusal(parsed)).toMatch(/^(?:its|it must|nothing) /);
	});

	it('has nothing against a URL that may be tried', () => {
		const { refusal } = sender({ ports: [443, 8443] });
		for (const url of ['https://hooks.example/', 'https://hooks.example:8443/a?b=c', 'https://[2a00:1450::1]/']) {
			expect(refusal(new URL(url)), url).toBeUndefined();
		}
	});

	it('is sent in clear only to where the host allows it', async () => {
		const { codeOf: sent } = sender({ lookUp: async () => ['93.184.215.14'] });
		expect(await sent('http://hooks.example/')).toBe('refused_address');
	});

	it('brings its method, headers and body, and asks for nothing compressed', async () => {
		const heard: unknown[] = [];
		const url = await receiver((request, response) => {
			const { 'webhook-id': id, 'accept-encoding': encoding } = request.headers;
			request.setEncoding('utf8').once('data', (body) => {
				heard.push(request.method, request.url, id, encoding, body);
				response.writeHead(202, { 'Retry-After': '7' }).end('taken');
			});
		});
		const headers = { 'webhook-id': 'dlv_1' };
		const answer = await allowing().send(`${url}?a=1#part`, { headers, body: '{"ä":1}' });
		expect(heard).toEqual(['POST', '/hook?a=1', 'dlv_1', 'identity', '{"ä":1}']);
		expect(answer).toMatchObject({ status: 202, headers: { 'retry-after': '7' }, bodyStart: 'taken' });
	});

	it('keeps the first KiB of an answer, and reads no more than 64 of it', async () => {
		let wrote = 0;
		const ended = new Promise<void>((resolve) => {
			const block = Buffer.alloc(16 * 1024, 'x');
			void receiver((_request, response) => {
				const write = (): void => {
					while (response.writable && response.write(block)) wrote += block.length;
				};
				response.on('drain', write).on('close', resolve);
				write();
			}).then(async (url) => {
				const { status, bodyStart } = await allowing().send(url);
				expect([status, bodyStart]).toEqual([200, 'x'.repeat(1024)]);
			});
		});
		await ended;
		// What lay in buffers on the way counts too.
		expect(wrote).toBeLessThan(32 * 1024 * 1024);
	});

	it('does not unpack what comes compressed all the same', async () => {
		const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
		const url = await receiver((_request, response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
		});
		const { bodyStart } = await allowing().send(url);
		expect(bodyStart.length).toBeLessThanOrEqual(1024);
		expect(bodyStart).toBe(bomb.subarray(0, 1024).toString());
	});

	it('takes no more than its time, wherever it hangs', async () => {
		const hangs = [
			// Never answers; answers half; answers for ever, a little at a time.
			(socket: Socket) => void socket.on('data', () => undefined),
			(socket: Socket) => void socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-le')),
			(socket: Socket) => {
				socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n1');
			},
		];
		for (const hang of hangs) {
			const { port } = await watched(hang);
			expect(await allowing().codeOf(`http://127.0.0.1:${port}/`, { timeoutMs: 50 })).toBe('timeout');
		}
		const { codeOf: sent } = sender({ lookUp: () => new Promise(() => undefined) });
		expect(await sent('https://hooks.example/', { timeoutMs: 50 })).toBe('timeout');
	});

	it('can be called off, before and while it is sent', async () => {
		let reached = (): void => undefined;
		const waiting = new Promise<void>((resolve) => {
			reached = resolve;
		});
		const { port } = await watched(() => reached());
		const calling = new AbortController();
		const { codeOf: sent } = allowing();
		const url = `http://127.0.0.1:${port}/`;
		const result = sent(url, { signal: calling.signal });
		await waiting;
		calling.abort();
		expect(await result).toBe('aborted');
		expect(await sent(url, { signal: calling.signal })).toBe('aborted');
	});

	it('tells what failed, and nothing of where that was', async () => {
		const { port, close } = await canary();
		await close();
		const reset = await watched((socket) => socket.once('data', () => socket.resetAndDestroy()));
		const noise = await watched((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
		const { send, codeOf: sent } = allowing();
		expect(await sent(`http://127.0.0.1:${port}/`)).toBe('connection');
		expect(await sent(`http://127.0.0.1:${reset.port}/`)).toBe('connection');
		expect(await sent(`http://127.0.0.1:${noise.port}/`)).toBe('connection');
		expect(await sent(`https://127.0.0.1:${noise.port}/`)).toBe('tls');
		const unknown = sender({ lookUp: async () => [] });
		expect(await unknown.codeOf('https://hooks.example/')).toBe('unknown_host');
		const message = await send(`http://127.0.0.1:${port}/`).catch(String);
		expect(message).not.toMatch(/127|ECONN|\d{3,}/);
	});

	it('is refused its headers where there are too many of them', async () => {
		const { port } = await watched((socket) => {
			socket.end(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`);
		});
		expect(await allowing().codeOf(`http://127.0.0.1:${port}/`)).toBe('connection');
	});
});
