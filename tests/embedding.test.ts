import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Actor } from '@latchkey/core';
import { expressAdapter } from '@latchkey/http-adapter';
import express, { type Express } from 'express';
import { describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const actors = { admin };
const PATH = '/v1/domains/main/client-applications';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function add(host: EmbeddedHost, prefix = ''): Promise<string> {
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const answer = await host.call('admin', 'POST', `${prefix}${PATH}`, { body });
	expect(answer.status).toBe(201);
	return (answer.json['credentials'] as { oauthCredentials: string }).oauthCredentials;
}

describe('a host that mounts parsers of its own in front', () => {
	it.each<[string, (app: Express) => void]>([
		['express.json and express.urlencoded', (app) => app.use(express.json(), express.urlencoded({ extended: true }))],
		['express.text for everything', (app) => app.use(express.text({ type: '*/*' }))],
		['express.raw for forms', (app) => app.use(express.raw({ type: FORM['content-type'] }), express.json())],
		['the extended query parser', (app) => app.set('query parser', 'extended')],
	])('%s: both token doors and the management API go on working', async (_what, mount) => {
		const host = await startEmbeddedHost({ actors, mount });
		const oauthCredentials = await add(host);
		const headers = { authorization: `Basic ${oauthCredentials}`, ...FORM };
		const strict = (body: string) => host.call(undefined, 'POST', '/oauth2/token', { headers, body });
		expect((await strict('grant_type=client_credentials')).status).toBe(200);
		expect((await strict('grant_type=client_credentials&grant_type=client_credentials')).status).toBe(400);
		expect((await strict('grant_type[a]=client_credentials')).status).toBe(400);
		expect((await tokenOf(host, oauthCredentials)).status).toBe(200);
		expect((await host.call('admin', 'GET', `${PATH}?limit=1`)).status).toBe(200);
		expect((await host.call('admin', 'GET', `${PATH}?limit=1&limit=2`)).status).toBe(400);
		expect((await host.call('admin', 'GET', `${PATH}?limit[$gt]=1`)).status).toBe(400);
		await host.close();
	});
});

describe('the API router under a prefix', () => {
	it('serves there, says so in its document and metadata, and leaves the rest to the host', async () => {
		const host = await startEmbeddedHost({ actors });
		const app = express();
		const { router, wellKnownRouter } = expressAdapter(host.latchkey, {
			authenticate: () => admin,
			baseUrl: 'https://issuer.example/keys',
		});
		app.use('/keys', router);
		app.use(wellKnownRouter);
		app.get('/keys/other', (_request, response) => {
			response.send('the host’s own');
		});
		const server = createServer(app);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const json = async (path: string): Promise<Record<string, unknown>> =>
			(await (await fetch(base + path)).json()) as Record<string, unknown>;
		expect(await json('/keys/v1/session')).toMatchObject({ userId: 'admin' });
		expect(await json('/.well-known/oauth-authorization-server')).toMatchObject({
			issuer: 'https://issuer.example',
			token_endpoint: 'https://issuer.example/keys/oauth2/token',
			jwks_uri: 'https://issuer.example/.well-known/jwks.json',
			grant_types_supported: ['client_credentials'],
			response_types_supported: [],
			scopes_supported: PRIVILEGES,
		});
		expect(await json('/keys/openapi.json')).toMatchObject({ servers: [{ url: 'https://issuer.example/keys' }] });
		expect(await (await fetch(`${base}/keys/other`)).text()).toBe('the host’s own');
		const cors = await fetch(`${base}/.well-known/jwks.json`);
		expect(cors.headers.get('access-control-allow-origin')).toBe('*');
		expect((await fetch(`${base}/keys/v1/session`)).headers.get('access-control-allow-origin')).toBeNull();
		await new Promise((resolve) => server.close(resolve).closeAllConnections());
		await host.close();
	});

	it('puts the path of the issuer after the well-known one (RFC 8414 §3.1)', async () => {
		const tokens = { issuer: 'https://issuer.example/tenant', audience: 'https://api.example' };
		const host = await startEmbeddedHost({ actors, tokens });
		const answer = await host.call(undefined, 'GET', '/.well-known/oauth-authorization-server/tenant');
		expect(answer.json['issuer']).toBe('https://issuer.example/tenant');
		await host.close();
	});
});

describe('the token doors as plain node:http handlers', () => {
	it('answer as behind Express', async () => {
		const host = await startEmbeddedHost({ actors });
		const oauthCredentials = await add(host);
		const { tokenHandler, lenientTokenHandler } = expressAdapter(host.latchkey, { authenticate: () => undefined });
		for (const [handler, body, expected] of [
			[tokenHandler, 'grant_type=client_credentials', 200],
			[tokenHandler, '', 400],
			[lenientTokenHandler, '', 200],
		] as const) {
			const server = createServer(handler);
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
			const headers = { authorization: `Basic ${oauthCredentials}`, ...FORM };
			const answer = await fetch(url, { method: 'POST', headers, body });
			expect(answer.status).toBe(expected);
			expect(answer.headers.get('cache-control')).toBe('no-store');
			await new Promise((resolve) => server.close(resolve).closeAllConnections());
		}
		await host.close();
	});
});

describe('headers', () => {
	it('every answer of the management API is private, unframed, unsniffed, and carries a request id', async () => {
		const host = await startEmbeddedHost({ actors });
		for (const [path, id] of [
			['/v1/session', 'given-1'],
			[`${PATH}/none`, undefined],
		] as const) {
			const headers = id === undefined ? { 'x-request-id': 'not plain: <script>' } : { 'x-request-id': id };
			const answer = await host.call('admin', 'GET', path, { headers });
			expect(answer.headers.get('cache-control')).toBe('no-store');
			expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
			expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
			expect(answer.headers.get('x-request-id')).toMatch(id === undefined ? /^[0-9a-f-]{36}$/ : /^given-1$/);
		}
		await host.close();
	});

	it('a bearer scheme that is malformed is 400, none at all a bare challenge', async () => {
		const host = await startEmbeddedHost({ actors });
		const bare = await host.call(undefined, 'GET', '/api/devices:read');
		expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([
			401,
			'Bearer realm="latchkey", scope="devices:read"',
		]);
		for (const authorization of ['Bearer', 'Bearer ', 'Bearer a b', 'Bearer ü']) {
			const sent = { authorization: Buffer.from(authorization, 'utf8').toString('latin1') };
			expect((await host.call(undefined, 'GET', '/api/devices:read', { headers: sent })).status).toBe(400);
		}
		const query = await host.call(undefined, 'GET', '/api/devices:read?access_token=eyJ');
		expect(query.status).toBe(401);
		await host.close();
	});
});
