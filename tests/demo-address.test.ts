import { writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DemoProcess, freePort, startDemo } from './support/demo-process.ts';
import { basic } from './support/host.ts';
import { scratchFolder } from './support/scratch-file.ts';
import { selfSigned } from './support/self-signed.ts';

const PASSWORD = 'correct horse';
const BASE_URL = 'https://latchkey.example.com';
/** Another address of this machine than the one where the demo listens by itself. */
const ELSEWHERE = '127.0.0.2';

function demoAt(port: number, env: Readonly<Record<string, string>>): DemoProcess {
	const demo = startDemo({ port, folder: scratchFolder(), password: PASSWORD, env });
	onTestFinished(() => demo.kill());
	return demo;
}

async function credentialsAt(url: string): Promise<string> {
	const added = await fetch(`${url}/v1/domains/acme-phones/client-applications`, {
		method: 'POST',
		headers: { authorization: basic('super@acme', PASSWORD), 'content-type': 'application/json' },
		body: JSON.stringify({ name: 'EMM', privileges: ['devices:read'] }),
	});
	return ((await added.json()) as { credentials: { oauthCredentials: string } }).credentials.oauthCredentials;
}

async function tokenAt(url: string): Promise<string> {
	const headers = { authorization: `Basic ${await credentialsAt(url)}` };
	const answer = await fetch(`${url}/v1/oauth2/tokens`, { method: 'POST', headers });
	return ((await answer.json()) as { access_token: string }).access_token;
}

describe('the demo', () => {
	it('listens on HOST and nowhere else, and is BASE_URL to everybody', async () => {
		const port = await freePort();
		await demoAt(port, { HOST: ELSEWHERE, BASE_URL }).serving;
		await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
		const url = `http://${ELSEWHERE}:${port}`;

		const metadata = await fetch(`${url}/.well-known/oauth-authorization-server`);
		expect(await metadata.json()).toMatchObject({ issuer: BASE_URL, token_endpoint: `${BASE_URL}/oauth2/token` });
		const token = await tokenAt(url);
		expect(decodeJwt(token)).toMatchObject({ iss: BASE_URL, aud: `${BASE_URL}/v1` });
		const devices = await fetch(`${url}/v1/devices`, { headers: { authorization: `Bearer ${token}` } });
		expect(devices.status).toBe(200);
	});

	it('listens on the loopback interface, and is known by it, where nothing else is said', async () => {
		const port = await freePort();
		await demoAt(port, {}).serving;
		await expect(fetch(`http://${ELSEWHERE}:${port}/healthz`)).rejects.toThrow('fetch failed');
		const url = `http://127.0.0.1:${port}`;
		expect(decodeJwt(await tokenAt(url))).toMatchObject({ iss: url, aud: `${url}/v1` });
	});

	it('ends TLS itself where it has a certificate, and says that clients may have theirs', async () => {
		const { cert, key } = selfSigned('/CN=demo');
		const files = { TLS_CERT: join(scratchFolder(), 'cert.pem'), TLS_KEY: join(scratchFolder(), 'key.pem') };
		writeFileSync(files.TLS_CERT, cert);
		writeFileSync(files.TLS_KEY, key);
		const port = await freePort();
		await demoAt(port, files).serving;
		const url = `https://127.0.0.1:${port}`;
		const metadata = await new Promise((resolve, reject) => {
			get(`${url}/.well-known/oauth-authorization-server`, { ca: cert }, (response) => {
				json(response).then(resolve, reject);
			}).once('error', reject);
		});
		expect(metadata).toMatchObject({
			issuer: url,
			token_endpoint_auth_methods_supported: expect.arrayContaining(['tls_client_auth', 'self_signed_tls_client_auth']),
			tls_client_certificate_bound_access_tokens: true,
		});
	});

	it.each([
		['BASE_URL', 'https://example.com/latchkey', 'without a path'],
		['PORT', 'http', 'PORT is a number'],
		['HOST', '192.0.2.1', 'cannot serve'],
		['TLS_CERT', 'server.pem', 'set together'],
	])('with %s=%s it does not start, and says why', async (name, value, why) => {
		const demo = demoAt(await freePort(), { [name]: value });
		await expect(demo.serving).rejects.toThrow(why);
		expect(await demo.stop()).toBe(1);
	});
});
