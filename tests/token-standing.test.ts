import type { Actor } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { decodeJwt } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EmbeddedHost, type EmbeddedHostOptions, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { sharedPlace } from './support/place.ts';

const REPORTS = 'https://reports.example/api';
const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { main: grant, other: grant } },
	stranger: { userId: 'stranger', customerId: 'globex', domains: { main: grant } },
};

interface Client {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly oauthCredentials: string;
}

async function start(options: Partial<EmbeddedHostOptions> = {}): Promise<EmbeddedHost> {
	const tokens = { issuer: 'https://issuer.example', audience: 'https://api.example', resources: [REPORTS] };
	const host = await startEmbeddedHost({ actors, tokens, ...options });
	onTestFinished(() => host.close());
	return host;
}

async function add(host: EmbeddedHost, user = 'admin', domainId = 'main'): Promise<Client> {
	const body = { name: 'EMM', privileges: ['devices:read', 'reports:read'] };
	const { json } = await host.call(user, 'POST', `/v1/domains/${domainId}/client-applications`, { body });
	return json['credentials'] as Client;
}

function ask(host: EmbeddedHost, path: string, client: Client | undefined, form: string | Record<string, string>) {
	const headers = {
		'content-type': 'application/x-www-form-urlencoded',
		...(client === undefined ? {} : { authorization: `Basic ${client.oauthCredentials}` }),
	};
	return host.call(undefined, 'POST', path, { headers, body: new URLSearchParams(form).toString() });
}

async function tokenFor(host: EmbeddedHost, client: Client, more = ''): Promise<string> {
	const { json } = await ask(host, '/oauth2/token', client, `grant_type=client_credentials${more}`);
	return String(json['access_token']);
}

const introspect = (host: EmbeddedHost, client: Client | undefined, token: string) =>
	ask(host, '/oauth2/introspect', client, { token });
const revoke = (host: EmbeddedHost, client: Client | undefined, token: string) =>
	ask(host, '/oauth2/revoke', client, { token });

async function opens(host: EmbeddedHost, token: string): Promise<boolean> {
	const headers = { authorization: `Bearer ${token}` };
	return (await host.call(undefined, 'GET', '/api/devices:read', { headers })).status === 200;
}

describe('introspection (RFC 7662)', () => {
	it('tells an application of the domain what a token opens, whichever it was issued to', async () => {
		const host = await start();
		const [holder, asker] = [await add(host), await add(host)];
		const token = await tokenFor(host, holder, '&scope=devices:read');
		const { exp, iat, jti } = decodeJwt(token);
		const expected = {
			...{ active: true, scope: 'devices:read', client_id: holder.clientId, token_type: 'Bearer', exp, iat, jti },
			...{ sub: holder.clientId, aud: 'https://api.example', iss: 'https://issuer.example' },
			...{ customer_id: 'acme', domain_id: 'main' },
		};
		for (const client of [asker, holder]) {
			const answer = await introspect(host, client, token);
			expect([answer.status, answer.json]).toEqual([200, expected]);
			expect(answer.headers.get('cache-control')).toBe('no-store');
		}
	});

	it('tells nobody else, and of nothing else, anything but that it is not active', async () => {
		const host = await start();
		const holder = await add(host);
		const token = await tokenFor(host, holder);
		const [otherDomain, stranger] = [await add(host, 'admin', 'other'), await add(host, 'stranger')];
		const elsewhere = await start();
		const foreign = await tokenFor(elsewhere, await add(elsewhere));
		const asked: [Client, string][] = [
			[otherDomain, token],
			[stranger, token],
			[holder, foreign],
			[holder, `${token}x`],
			[holder, 'x'],
			[holder, holder.clientSecret],
			[holder, 'x'.repeat(9000)],
		];
		for (const [client, about] of asked) {
			const answer = await introspect(host, client, about);
			expect([answer.status, answer.text]).toEqual([200, '{"active":false}']);
		}
	});

	it('is a use of the credentials and no token that was issued, as whatever else an integration asks of itself', async () => {
		const host = await start();
		const client = await add(host);
		const token = await tokenFor(host, client);
		const headers = { authorization: `Basic ${client.oauthCredentials}` };
		await introspect(host, client, token);
		await host.call(undefined, 'GET', '/v1/client-applications/self', { headers });
		await revoke(host, client, token);
		await host.flushUsage();
		const tenant = { customerId: 'acme', domainId: 'main' };
		const [usage] = await host.store.usage.find(tenant, [client.clientId]);
		expect(usage?.tokensIssued).toBe(1);
		const unused = await add(host);
		await introspect(host, unused, token);
		await host.flushUsage();
		const used = await host.store.usage.find(tenant, [unused.clientId]);
		expect(used).toMatchObject([{ tokensIssued: 0, lastUsedAt: expect.any(Number) }]);
	});

	it('needs credentials that work, and a token', async () => {
		const host = await start();
		const holder = await add(host);
		const token = await tokenFor(host, holder);
		expect((await introspect(host, undefined, token)).json).toMatchObject({ error: 'invalid_client' });
		const wrong = { ...holder, oauthCredentials: Buffer.from(`${holder.clientId}:wrong`).toString('base64') };
		const refused = await introspect(host, wrong, token);
		expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic /)]);
		expect((await ask(host, '/oauth2/introspect', holder, {})).json).toMatchObject({ error: 'invalid_request' });
		const bearer = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
		const byToken = { headers: bearer, body: `token=${token}` };
		expect((await host.call(undefined, 'POST', '/oauth2/introspect', byToken)).status).toBe(401);
		const twice = await ask(host, '/oauth2/introspect', holder, `token=${token}&token=x`);
		expect(twice.json).toMatchObject({ error: 'invalid_request' });
	});

	it('follows what becomes of the token: privileges, its secret, its end', async () => {
		const clock = manualClock();
		const host = await start({ clock });
		const [holder, asker] = [await add(host), await add(host)];
		const token = await tokenFor(host, holder);
		const path = `/v1/domains/main/client-applications/${holder.clientId}`;
		await host.call('admin', 'PATCH', path, { body: { privileges: ['reports:read'] } });
		expect((await introspect(host, asker, token)).json).toMatchObject({ scope: 'reports:read' });
		clock.advance(3_600_000);
		expect((await introspect(host, asker, token)).json).toEqual({ active: false });
		const next = await tokenFor(host, holder);
		await host.call('admin', 'PATCH', path, { body: { status: 'disabled' } });
		expect((await introspect(host, asker, next)).json).toEqual({ active: false });
	});
});

describe('a token that would be too long for a server to take', () => {
	it('is not issued: who asks for fewer privileges gets one', async () => {
		const names = Array.from(
			{ length: 100 },
			(_, index) => `devices:${String(index).padStart(3, '0')}${'x'.repeat(50)}`,
		);
		const actor: Actor = { ...actors['admin'], domains: { main: { ...grant, grantable: names } } } as Actor;
		const host = await start({ actors: { admin: actor }, privileges: names.map((name) => ({ name })) });
		const body = { name: 'EMM', privileges: names };
		const { json } = await host.call('admin', 'POST', '/v1/domains/main/client-applications', { body });
		const client = json['credentials'] as Client;
		const form = { grant_type: 'client_credentials' };
		const refused = await ask(host, '/oauth2/token', client, form);
		expect([refused.status, refused.json['error']]).toEqual([400, 'invalid_scope']);
		expect(refused.json['error_description']).toContain('too long');
		const answer = await ask(host, '/oauth2/token', client, { ...form, scope: names.slice(0, 50).join(' ') });
		expect(answer.status).toBe(200);
		expect(String(answer.json['access_token']).length).toBeLessThanOrEqual(8192);
	});
});

describe('revocation (RFC 7009)', () => {
	it('takes one token back, here at once and elsewhere within a second, and no other', async () => {
		const [place, clock] = [sharedPlace(), manualClock(Date.now())];
		const host = await start({ place, clock });
		const elsewhere = await start({ place, clock, keyEncryption: host.keyEncryption });
		const holder = await add(host);
		const [token, other] = [await tokenFor(host, holder), await tokenFor(host, holder)];
		expect(await opens(elsewhere, token)).toBe(true);
		const answer = await revoke(host, holder, token);
		expect([answer.status, answer.text, answer.headers.get('cache-control')]).toEqual([200, '', 'no-store']);
		expect([await opens(host, token), await opens(host, other)]).toEqual([false, true]);
		expect((await introspect(host, holder, token)).json).toEqual({ active: false });
		clock.advance(1001);
		expect([await opens(elsewhere, token), await opens(elsewhere, other)]).toEqual([false, true]);
		expect((await revoke(host, holder, token)).status, 'again').toBe(200);
	});

	it('leaves what was issued to somebody else alone, without a word', async () => {
		const host = await start();
		const [holder, neighbour, stranger] = [await add(host), await add(host), await add(host, 'stranger')];
		const token = await tokenFor(host, holder);
		for (const client of [neighbour, stranger]) {
			const answer = await revoke(host, client, token);
			expect([answer.status, answer.text]).toEqual([200, '']);
		}
		expect((await revoke(host, holder, 'unknown')).text).toBe('');
		expect((await revoke(host, undefined, token)).status).toBe(401);
		expect(await opens(host, token)).toBe(true);
	});

	it('takes all of an application back where more are taken back than are remembered, and forgets them in time', async () => {
		const clock = manualClock(Date.now());
		const host = await start({ clock });
		const holder = await add(host);
		const tenant = { customerId: 'acme', domainId: 'main' };
		const expiresAt = clock.now() + 3_600_000;
		for (let index = 0; index < 1000; index++) {
			const revoked = { tokenId: `t${index}`, clientId: holder.clientId, revokedAt: clock.now(), expiresAt };
			await host.store.revokedTokens.insert(tenant, revoked, 1000);
		}
		const [token, other] = [await tokenFor(host, holder), await tokenFor(host, holder)];
		await revoke(host, holder, token);
		expect([await opens(host, token), await opens(host, other)]).toEqual([false, false]);
		expect(await opens(host, await tokenFor(host, holder))).toBe(true);
		clock.advance(3_600_000 + 86_400_000 + 660_001);
		await host.latchkey.background.run('purge');
		expect(await host.store.revokedTokens.revokedSince(0, 0, undefined, 10)).toEqual([]);
	});
});

describe('resource indicators (RFC 8707)', () => {
	it('make a token for what was asked for, which opens nothing else', async () => {
		const host = await start();
		const client = await add(host);
		const resource = `&resource=${encodeURIComponent(REPORTS)}`;
		const token = await tokenFor(host, client, resource);
		expect(decodeJwt(token).aud).toBe(REPORTS);
		expect(await opens(host, token)).toBe(false);
		expect((await introspect(host, client, token)).json).toMatchObject({ active: true, aud: REPORTS });
		const both = await tokenFor(host, client, `${resource}&resource=https://api.example${resource}`);
		expect(decodeJwt(both).aud).toEqual([REPORTS, 'https://api.example']);
		expect(await opens(host, both)).toBe(true);
		expect(decodeJwt(await tokenFor(host, client, '&resource=')).aud).toBe('https://api.example');
	});

	it.each(['https://unknown.example', 'reports', `${REPORTS}#part`, `${REPORTS}/`])('refuse %s', async (resource) => {
		const host = await start();
		const form = `grant_type=client_credentials&resource=${encodeURIComponent(resource)}`;
		const answer = await ask(host, '/oauth2/token', await add(host), form);
		expect([answer.status, answer.json['error']]).toEqual([400, 'invalid_target']);
	});
});

it.each(['ES256', 'EdDSA', 'RS256'] as const)(
	'tokens signed by %s are published, verified and introspected',
	async (algorithm) => {
		const tokens = { issuer: 'https://issuer.example', audience: 'https://api.example', algorithm };
		const host = await start({ tokens });
		const client = await add(host);
		const token = await tokenFor(host, client);
		expect(await opens(host, token)).toBe(true);
		expect((await introspect(host, client, token)).json).toMatchObject({ active: true });
		const { keys } = await host.latchkey.publicKeys();
		expect(keys.map(({ alg }) => alg)).toEqual([algorithm]);
	},
);
