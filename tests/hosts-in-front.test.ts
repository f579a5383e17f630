import type { Actor } from '@latchkey/core';
import express, { type Express } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const actors = { admin };
const PATH = '/v1/domains/main/client-applications';
const FORM = 'application/x-www-form-urlencoded';
const added = { name: 'EMM', privileges: ['devices:read'] };

let host: EmbeddedHost;
afterEach(() => host.close());

describe('what a host mounts in front', () => {
	it.each<[string, (app: Express) => void]>([
		['nothing', () => undefined],
		['a JSON parser', (app) => app.use(express.json())],
		['a form parser', (app) => app.use(express.urlencoded({ extended: true }))],
		[
			'every parser, and nested queries',
			(app) => nested(app).use(express.json(), express.urlencoded(), express.text()),
		],
		['a parser that leaves bytes', (app) => app.use(express.raw({ type: () => true }))],
		['a parser that leaves text', (app) => app.use(express.text({ type: () => true }))],
		[
			'something that gives every request a body',
			(app) =>
				app.use((request, _response, next) => {
					request.body = {};
					next();
				}),
		],
	])('%s: the API answers the same', async (_what, mount) => {
		host = await startEmbeddedHost({ actors, mount });
		expect((await host.call('admin', 'GET', '/v1/session')).status).toBe(200);
		const { status, json } = await host.call('admin', 'POST', PATH, { body: added });
		expect(status).toBe(201);
		const { clientId, oauthCredentials } = json['credentials'] as { clientId: string; oauthCredentials: string };
		const path = `${PATH}/${clientId}`;
		expect((await host.call('admin', 'POST', `${path}/reveal`, { body: {} })).json).toEqual(json['credentials']);
		expect((await host.call('admin', 'GET', `${PATH}?limit=1&q=emm`)).json['items']).toHaveLength(1);
		expect((await host.call('admin', 'GET', `${PATH}?q[$ne]=x`)).status).toBe(400);
		expect((await host.call('admin', 'PATCH', path, { body: { ...added, slot: '0000001' } })).status).toBe(400);
		expect((await host.call('admin', 'PATCH', path, { body: '{"__proto__":{"manage":true}}' })).status).toBe(400);

		const headers = { authorization: `Basic ${oauthCredentials}`, 'content-type': FORM };
		const form = (body: string) => host.call(undefined, 'POST', '/oauth2/token', { body, headers });
		expect((await form('grant_type=client_credentials')).status).toBe(200);
		expect((await form('grant_type=client_credentials&grant_type=client_credentials')).json).toMatchObject({
			error: 'invalid_request',
		});
		expect((await host.call(undefined, 'POST', '/v1/oauth2/tokens', { headers })).status).toBe(200);
		expect((await host.call('admin', 'DELETE', path)).status).toBe(204);
	});

	it.each(['{"name":', '{"name":"\u0000"}', '[]', ''])('bytes that are no body of ours (%j) are 400', async (body) => {
		host = await startEmbeddedHost({ actors, mount: (app) => app.use(express.raw({ type: () => true })) });
		expect((await host.call('admin', 'POST', PATH, { body })).status).toBe(400);
	});
});

describe('under a prefix of the host', () => {
	it.each([
		['where it is mounted', {}, '/api'],
		['where the host says that it is reached', { baseUrl: 'https://example.com/outside' }, '/outside'],
	])('Location names what was made %s', async (_what, adapter, reached) => {
		host = await startEmbeddedHost({ actors, prefix: '/api', adapter });
		const answer = await host.call('admin', 'POST', `/api${PATH}`, { body: added });
		const location = new URL(answer.headers.get('location') ?? '', host.baseUrl).pathname;
		expect(location).toBe(`${reached}${PATH}/${String(answer.json['clientId'])}`);
		const here = location.replace(reached, '/api');
		expect((await host.call('admin', 'GET', here)).status).toBe(200);
		const rotated = await host.call('admin', 'POST', `${here}/secrets`, { body: {} });
		const secret = new URL(rotated.headers.get('location') ?? '', host.baseUrl).pathname;
		expect(secret).toBe(`${location}/secrets/${String(rotated.json['secretId'])}`);
	});
});

function nested(app: Express): Express {
	return app.set('query parser', 'extended');
}
