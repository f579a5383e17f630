import { decodeJwt } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DemoProcess, freePort, startDemo } from './support/demo-process.ts';
import { basic } from './support/host.ts';
import { scratchFolder } from './support/scratch-file.ts';

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

	it.each([
		['BASE_URL', 'https://example.com/latchkey', 'without a path'],
		['PORT', 'http', 'PORT is a number'],
		['HOST', '192.0.2.1', 'cannot serve'],
	])('with %s=%s it does not start, and says why', async (name, value, why) => {
		const demo = demoAt(await freePort(), { [name]: value });
		await expect(demo.serving).rejects.toThrow(why);
		expect(await demo.stop()).toBe(1);
	});
});
