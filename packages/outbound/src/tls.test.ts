import { createServer } from 'node:https';
import { createServer as createPlainServer } from 'node:net';
import { OutboundError } from '@latchkey/core';
import { expect, it, onTestFinished } from 'vitest';
import { selfSigned, type TestCertificate } from '../test/certificate.ts';
import { guardedOutbound } from './guarded-outbound.ts';

const NAME = 'hooks.example';
const YESTERDAY = Date.now() - 86_400_000;

/** Sends to a receiver that shows this certificate, by this name, trusting this one. */
async function send(shown: TestCertificate, hostname: string, trusted: TestCertificate | undefined): Promise<string> {
	let heard = 0;
	const server = createServer({ cert: shown.certificate, key: shown.key }, (_request, response) => {
		heard += 1;
		response.writeHead(204).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const outbound = guardedOutbound({
		allow: ['127.0.0.1'],
		ports: 'any',
		lookUp: async () => ['127.0.0.1'],
		...(trusted === undefined ? {} : { certificateAuthorities: [trusted.certificate] }),
	});
	onTestFinished(async () => {
		await outbound.close();
		await new Promise((resolve) => server.close(resolve));
	});
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	const url = `https://${hostname}:${port}/`;
	try {
		const { status } = await outbound.send({ method: 'POST', url, headers: {}, body: '{}', timeoutMs: 5000 });
		return String(status);
	} catch (error) {
		expect(heard, 'nothing was said to whoever it was').toBe(0);
		if (!(error instanceof OutboundError)) throw error;
		return error.code;
	}
}

it('sends by TLS to whoever proves to be the one', async () => {
	const proper = selfSigned(NAME);
	expect(await send(proper, NAME, proper)).toBe('204');
});

it('sends nothing to a receiver with a certificate that is over, of another, or of nobody', async () => {
	const expired = selfSigned(NAME, YESTERDAY);
	expect(await send(expired, NAME, expired)).toBe('tls');
	const proper = selfSigned(NAME);
	expect(await send(proper, 'other.example', proper)).toBe('tls');
	expect(await send(proper, NAME, selfSigned(NAME))).toBe('tls');
	expect(await send(proper, NAME, undefined)).toBe('tls');
});

it('waits for no handshake longer than its time', async () => {
	const server = createPlainServer((socket) => void socket.on('data', () => undefined).on('error', () => undefined));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const outbound = guardedOutbound({ allow: ['127.0.0.1'], ports: 'any' });
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	const url = `https://127.0.0.1:${port}/`;
	const sent = outbound.send({ method: 'POST', url, headers: {}, body: '{}', timeoutMs: 50 });
	await expect(sent).rejects.toMatchObject({ code: 'timeout' });
	await outbound.close();
	await new Promise((resolve) => server.close(resolve));
});
