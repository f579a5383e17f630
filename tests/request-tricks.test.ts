import type { Actor } from '@latchkey/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { rawRequest } from './support/raw-request.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const PATH = '/v1/domains/main/client-applications';
const SELF = [
	['GET /v1/client-applications/self', ''],
	['POST /v1/client-applications/self/secrets', '{}'],
	['POST /v1/client-applications/self/certificates', '{"request":"none"}'],
] as const;
const GRANT = 'grant_type=client_credentials';

let host: EmbeddedHost;
let oauthCredentials: string;
let token: string;
let path: string;
beforeAll(async () => {
	host = await startEmbeddedHost({ actors: { admin } });
	const { json } = await host.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
	oauthCredentials = (json['credentials'] as { oauthCredentials: string }).oauthCredentials;
	token = String((await tokenOf(host, oauthCredentials)).json['access_token']);
	path = `${PATH}/${String(json['clientId'])}`;
});
afterAll(() => host.close());

const send = (line: string, headers: readonly string[], body?: string) =>
	rawRequest(host.baseUrl, [`${line} HTTP/1.1`, 'Host: latchkey.example', ...headers], body);
const asAdmin = ['x-user: admin', 'Content-Type: application/json'];

describe('a header that comes twice', () => {
	it.each(['first', 'last'])('two credentials open no token door, though the %s ones are right', async (place) => {
		const headers = [`Authorization: Basic ${oauthCredentials}`, 'Authorization: Basic bm9ib2R5Om5vdGhpbmc='];
		if (place === 'last') headers.reverse();
		for (const door of ['/oauth2/token', '/v1/oauth2/tokens']) {
			const answer = await send(`POST ${door}`, [...headers, 'Content-Type: application/x-www-form-urlencoded'], GRANT);
			expect(answer.status).toBe(400);
			expect(answer.text).toContain('"invalid_request"');
		}
	});

	it.each(['first', 'last'])('two tokens open nothing, though the %s one is right', async (place) => {
		const headers = [`Authorization: Bearer ${token}`, 'Authorization: Bearer nothing'];
		if (place === 'last') headers.reverse();
		const answer = await send('GET /api/devices:read', headers);
		expect(answer.status).toBe(400);
		expect(answer.text).toContain('error="invalid_request"');
	});

	it.each(['first', 'last'])(
		'nor do they let an application in for itself, though the %s ones are right',
		async (place) => {
			for (const [right, wrong] of [
				[`Basic ${oauthCredentials}`, 'Basic bm9ib2R5Om5vdGhpbmc='],
				[`Bearer ${token}`, 'Bearer nothing'],
			]) {
				const headers = [`Authorization: ${right}`, `Authorization: ${wrong}`];
				if (place === 'last') headers.reverse();
				for (const [line, body] of SELF) {
					const answer = await send(line, [...headers, 'Content-Type: application/json'], body);
					expect(answer.status, line).toBe(400);
					expect(answer.text).toContain('urn:latchkey:problem:invalid-request');
				}
			}
		},
	);

	it('two Origins, of which one is ours, are another site', async () => {
		const own = 'Origin: http://latchkey.example';
		for (const origins of [
			[own, 'Origin: https://evil.example'],
			['Origin: https://evil.example', own],
		]) {
			expect((await send(`POST ${PATH}`, [...asAdmin, ...origins], '{"name":"A"}')).status).toBe(403);
		}
	});

	it('two Idempotency-Keys are none', async () => {
		const keys = ['Idempotency-Key: one', 'Idempotency-Key: two'];
		expect((await send(`POST ${PATH}`, [...asAdmin, ...keys], '{"name":"A"}')).status).toBe(400);
	});
});

describe('a client_id that is not of the one who authenticates', () => {
	it('is a malformed request at every door', async () => {
		const authorization = `Authorization: Basic ${oauthCredentials}`;
		for (const door of ['/oauth2/token', '/v1/oauth2/tokens', '/oauth2/introspect', '/oauth2/revoke']) {
			const headers = [authorization, 'Content-Type: application/x-www-form-urlencoded'];
			const answer = await send(`POST ${door}`, headers, `${GRANT}&token=none&client_id=another`);
			expect(answer.status, door).toBe(400);
			expect(answer.text).toContain('"invalid_request"');
		}
		for (const [line, body] of SELF) {
			const headers = [authorization, 'Content-Type: application/json'];
			const answer = await send(`${line}?client_id=another`, headers, body);
			expect(answer.status, line).toBe(400);
			expect(answer.text).toContain('urn:latchkey:problem:invalid-request');
		}
	});
});

describe('an Origin that looks like ours', () => {
	it.each([
		'http://latchkey.example@evil.example',
		'http://latchkey.example.evil.example',
		'http://latchkey.example:8080',
		'http://evil.example/latchkey.example',
		'null',
		'',
		'latchkey.example',
		'//latchkey.example',
	])('is not: %s', async (origin) => {
		const answer = await send(`POST ${PATH}`, [...asAdmin, `Origin: ${origin}`], '{"name":"A"}');
		expect(answer.status).toBe(403);
	});

	it('nor is one without a host, where the request names none either', async () => {
		for (const origin of ['file:///page.html', 'null', 'data:,x']) {
			const lines = [`POST ${PATH} HTTP/1.1`, 'Host:', ...asAdmin, `Origin: ${origin}`];
			expect((await rawRequest(host.baseUrl, lines, '{"name":"A"}')).status).toBe(403);
		}
	});

	it('is ours in whatever letters, and at the default port', async () => {
		const body = '{"name":"A"}';
		for (const name of ['LATCHKEY.example', 'latchkey.example:80']) {
			const lines = [`POST ${PATH} HTTP/1.1`, `Host: ${name}`, ...asAdmin, 'Origin: http://latchkey.example'];
			expect((await rawRequest(host.baseUrl, lines, body)).status, name).toBe(201);
		}
	});
});

describe('a method or a target that tries to slip by', () => {
	it.each(['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'PUT'])('%s runs no operation', async (method) => {
		for (const target of [`${path}/reveal`, '/oauth2/token', '/v1/oauth2/tokens']) {
			const answer = await send(`${method} ${target}`, asAdmin);
			expect(answer.status, target).toBe(405);
			expect(answer.text).toMatch(/^Allow: POST\r$/m);
			expect(answer.text).not.toMatch(/^Access-Control-/im);
		}
	});

	it('a header that asks for another method is nothing to us', async () => {
		for (const name of ['X-HTTP-Method-Override', 'X-Method-Override', '_method']) {
			await send(`POST ${path}`, [...asAdmin, `${name}: DELETE`], '{}');
		}
		await send(`POST ${path}?_method=DELETE`, asAdmin, '{"_method":"DELETE"}');
		expect((await host.call('admin', 'GET', path)).status).toBe(200);
	});

	it.each([
		'http://evil.example:99999/v1/session',
		'http://evil.example/v1/session',
		'//evil.example/v1/session',
		'/v1/session?%',
		'/v1/session?%E0%A4%A',
		'/v1/session#x?y',
	])('no target is an error of ours: %s', async (target) => {
		const { status } = await send(`GET ${target}`, asAdmin);
		expect([200, 400, 404]).toContain(status);
	});

	it('a repeated name in a body counts once, the last time, and is checked as what it is', async () => {
		const body = '{"name":"A","privileges":["devices:read"],"privileges":["admin:all"]}';
		expect((await send(`POST ${PATH}`, asAdmin, body)).status).toBe(400);
	});

	it.each([
		['one long name', `{"${'a'.repeat(60_000)}":1}`],
		['many names', `{${Array.from({ length: 5000 }, (_, n) => `"${n}":1`).join()}}`],
		['many faults', `{"name":"A","privileges":[${Array.from({ length: 199 }, () => '""').join()}]}`],
	])('an answer is short, whatever it is about: %s', async (_what, body) => {
		const answer = await send(`POST ${PATH}`, asAdmin, body);
		expect(answer.status).toBe(400);
		expect(answer.text.length).toBeLessThan(8000);
	});

	it('a body in another alphabet of bytes is read as what it says, or refused', async () => {
		const form = [...asAdmin.slice(0, 1), 'Content-Type: application/json; charset=iso-8859-1'];
		expect((await send(`POST ${PATH}`, form, '{"name":"A"}')).status).toBe(415);
	});
});
