import { createSign } from 'node:crypto';
import type { Actor, DomainGrant } from '@latchkey/core';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import {
	ASSERTION_TYPE,
	assertionForm,
	FORM,
	grantForm,
	ISSUER,
	type SigningAlgorithm,
	type SigningKey,
	signAssertion,
	signingKey,
} from './support/signing-client.ts';

const manages: DomainGrant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { main: manages, other: manages } },
	junior: { userId: 'junior', customerId: 'acme', domains: { main: { ...manages, grantable: ['devices:read'] } } },
	viewer: { userId: 'viewer', customerId: 'acme', domains: { main: { ...manages, manage: false } } },
};
const PATH = '/v1/domains/main/client-applications';

let host: EmbeddedHost;
beforeAll(async () => {
	host = await startEmbeddedHost({ actors, throttle: { failed: async () => 0 } });
});
afterAll(() => host.close());

interface Added {
	readonly clientId: string;
	readonly path: string;
	readonly oauthCredentials: string;
	readonly clientSecret: string;
}

async function add(privileges = ['devices:read'], on = host): Promise<Added> {
	const { json } = await on.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges } });
	const { clientId, oauthCredentials, clientSecret } = json['credentials'] as Added;
	return { clientId, path: `${PATH}/${clientId}`, oauthCredentials, clientSecret };
}

const register = ({ path }: Added, keys: readonly SigningKey[], user = 'admin', on = host) =>
	on.call(user, 'PATCH', path, { body: { jwks: { keys: keys.map(({ jwk }) => jwk) } } });

async function addWithKey(alg: SigningAlgorithm = 'ES256'): Promise<Added & { readonly key: SigningKey }> {
	const added = await add();
	const key = signingKey(alg);
	expect((await register(added, [key])).status).toBe(200);
	return { ...added, key };
}

const post = (path: string, body: string, headers: Record<string, string> = {}, on = host) =>
	on.call(undefined, 'POST', path, { headers: { ...FORM, ...headers }, body });
const ask = (assertion: string, more: Record<string, string> = {}, on = host) =>
	post('/oauth2/token', grantForm(assertion, more), {}, on);

describe('a token by an assertion (RFC 7523 §2.2)', () => {
	it.each(['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256'] as const)('signed by %s, at both doors', async (alg) => {
		const { clientId, key } = await addWithKey(alg);
		for (const door of ['/oauth2/token', '/v1/oauth2/tokens']) {
			const { status, json, headers } = await post(door, grantForm(await signAssertion(key, clientId)));
			expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
			const token = String(json['access_token']);
			const claims = decodeJwt(token);
			expect(claims).toMatchObject({ client_id: clientId, key_id: expect.stringMatching(/^pk_[\w-]{43}$/) });
			expect(claims['secret_id']).toBeUndefined();
			const opened = await host.call(undefined, 'GET', '/api/devices:read', {
				headers: { authorization: `Bearer ${token}` },
			});
			expect(opened.status).toBe(200);
		}
	});

	it('by the only key that fits, where the assertion names none', async () => {
		const added = await add();
		const [one, two, rsa] = [signingKey('ES256'), signingKey('ES256'), signingKey('RS256')];
		const header = { kid: undefined };
		await register(added, [one, rsa]);
		expect((await ask(await signAssertion(one, added.clientId, { header }))).status).toBe(200);
		expect((await ask(await signAssertion(rsa, added.clientId, { header }))).status).toBe(200);
		await register(added, [one, two, rsa]);
		expect((await ask(await signAssertion(one, added.clientId, { header }))).status).toBe(401);
	});

	it('with client_id beside it where it is the same; the secret works on', async () => {
		const { clientId, key, oauthCredentials } = await addWithKey();
		expect((await ask(await signAssertion(key, clientId), { client_id: clientId })).status).toBe(200);
		const other = await ask(await signAssertion(key, clientId), { client_id: 'lk.acme.main.other' });
		expect([other.status, other.json['error']]).toEqual([400, 'invalid_request']);
		const basic = { authorization: `Basic ${oauthCredentials}` };
		expect((await post('/oauth2/token', 'grant_type=client_credentials', basic)).status).toBe(200);
	});

	it('introspects and revokes, and its token tells what the application is', async () => {
		const { clientId, key } = await addWithKey();
		const token = String((await ask(await signAssertion(key, clientId))).json['access_token']);
		const about = async () =>
			new URLSearchParams(assertionForm(await signAssertion(key, clientId), { token })).toString();
		expect((await post('/oauth2/introspect', await about())).json).toMatchObject({ active: true, client_id: clientId });
		const self = await host.call(undefined, 'GET', '/v1/client-applications/self', {
			headers: { authorization: `Bearer ${token}` },
		});
		expect(self.json).toMatchObject({ clientId, publicKeys: [{ kid: key.kid }] });
		expect((await post('/oauth2/revoke', await about())).status).toBe(200);
		expect((await post('/oauth2/introspect', await about())).json).toEqual({ active: false });
		expect((await post('/oauth2/introspect', new URLSearchParams({ token }).toString())).status).toBe(401);
	});

	it('is counted, and named in the audit log, by its key', async () => {
		const { clientId, path, key } = await addWithKey();
		await ask(await signAssertion(key, clientId));
		await host.flushUsage();
		const { json } = await host.call('admin', 'GET', path);
		const [registered] = json['publicKeys'] as [{ keyId: string; tokensIssued: number; lastUsedAt: string }];
		expect(registered).toMatchObject({ tokensIssued: 1, lastUsedAt: expect.any(String) });
		const report = await host.call('admin', 'GET', '/v1/domains/main/credentials/usage');
		const uses = (report.json['items'] as { credentialId: string }[] | undefined) ?? [];
		if (report.status === 200) {
			expect(uses).toContainEqual(expect.objectContaining({ credentialId: registered.keyId, works: true }));
		}
	});
});

describe('an assertion that proves nothing', () => {
	let added: Added & { readonly key: SigningKey };
	beforeAll(async () => {
		added = await addWithKey();
	});

	it('is refused by the same words, whether it is the client, the key or the signature that is wrong', async () => {
		const { clientId, key } = added;
		const stranger = signingKey('ES256', key.kid);
		const good = await signAssertion(key, clientId);
		const flipped = `${good.slice(0, -2)}${good.endsWith('AA') ? 'BB' : 'AA'}`;
		const unknown = `${clientId.slice(0, -1)}${clientId.endsWith('a') ? 'b' : 'a'}`;
		const answers = await Promise.all(
			[
				await signAssertion(stranger, clientId),
				await signAssertion(key, unknown),
				await signAssertion(key, clientId, { header: { kid: 'unknown' } }),
				await signAssertion(signingKey('EdDSA', key.kid), clientId),
				flipped,
			].map((assertion) => ask(assertion)),
		);
		expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
		expect(answers[0]?.json).toEqual({
			error: 'invalid_client',
			error_description: 'the client credentials are wrong',
		});
		expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
		expect((await ask(good)).status, 'and spends nothing').toBe(200);
	});

	it.each(['none', 'HS256'])('signed by %s under the public key', async (alg) => {
		const { clientId, key } = added;
		const [, payload] = (await signAssertion(key, clientId)).split('.');
		const header = Buffer.from(JSON.stringify({ alg, kid: key.kid, typ: 'JWT' })).toString('base64url');
		const { status, json } = await ask(`${header}.${payload}.${Buffer.from('signed').toString('base64url')}`);
		expect([status, json['error']]).toEqual([401, 'invalid_client']);
	});

	it('signed by another algorithm than its key is for', async () => {
		const rsa = signingKey('PS256');
		const own = await add();
		await host.call('admin', 'PATCH', own.path, { body: { jwks: { keys: [{ ...rsa.jwk, alg: 'PS256' }] } } });
		expect((await ask(await signAssertion(rsa, own.clientId))).status).toBe(200);
		expect((await ask(await signAssertion({ ...rsa, alg: 'RS256' }, own.clientId))).status).toBe(401);
	});

	it('with an ECDSA signature in DER', async () => {
		const { clientId, key } = added;
		const [header, payload] = (await signAssertion(key, clientId)).split('.');
		const der = createSign('sha256').update(`${header}.${payload}`).sign(key.privateKey).toString('base64url');
		expect((await ask(`${header}.${payload}.${der}`)).status).toBe(401);
	});

	it.each<[string, object]>([
		['another audience', { aud: 'https://other.example' }],
		['the token endpoint as its audience', { aud: `${ISSUER}/oauth2/token` }],
		['two audiences', { aud: [ISSUER, 'https://other.example'] }],
		['no expiry', { exp: undefined }],
		['its time over', { exp: Math.floor(Date.now() / 1000) - 61 }],
		['an hour to live', { exp: Math.floor(Date.now() / 1000) + 3600 }],
		['no jti', { jti: undefined }],
	])('with %s', async (_, claims) => {
		const { clientId, key } = added;
		const { status, json, headers } = await ask(await signAssertion(key, clientId, { claims }));
		expect([status, json['error']]).toEqual([401, 'invalid_client']);
		expect(headers.get('www-authenticate')).toMatch(/^Basic /);
	});

	it('beside a secret, or in half, is an invalid request', async () => {
		const { clientId, key, oauthCredentials, clientSecret } = added;
		const assertion = await signAssertion(key, clientId);
		const basic = { authorization: `Basic ${oauthCredentials}` };
		const answers = [
			await post('/oauth2/token', grantForm(assertion), basic),
			await post('/v1/oauth2/tokens', grantForm(assertion), basic),
			await ask(assertion, { client_id: clientId, client_secret: clientSecret }),
			await ask(assertion, { client_assertion: '' }),
			await ask(assertion, { client_assertion_type: '' }),
			await post('/oauth2/token', `${grantForm(assertion)}&client_assertion=${assertion}`),
		];
		for (const { status, json } of answers) expect([status, json['error']]).toEqual([400, 'invalid_request']);
		expect((await ask(assertion)).status, 'and spends nothing').toBe(200);
	});

	it('counts as a failed authentication, and its holder is never throttled', async () => {
		const failed = vi.fn(async () => 30_000);
		const throttled = await startEmbeddedHost({ actors, throttle: { failed } });
		onTestFinished(() => throttled.close());
		const own = await add(['devices:read'], throttled);
		const key = signingKey();
		await register(own, [key], 'admin', throttled);
		const wrong = await ask(await signAssertion(signingKey(), own.clientId), {}, throttled);
		expect([wrong.status, wrong.headers.get('retry-after')]).toEqual([429, '30']);
		expect(failed).toHaveBeenCalledWith(expect.objectContaining({ clientId: own.clientId }));
		expect((await ask(await signAssertion(key, own.clientId), {}, throttled)).status).toBe(200);
		expect(failed).toHaveBeenCalledOnce();
	});

	it('is told what is wrong where the key was proven and the application may not be used; that spends nothing', async () => {
		const own = await addWithKey();
		const assertion = await signAssertion(own.key, own.clientId);
		await host.call('admin', 'PATCH', own.path, { body: { status: 'disabled' } });
		expect((await ask(assertion)).json['error_description']).toBe('the client application is disabled');
		await host.call('admin', 'PATCH', own.path, { body: { status: 'enabled' } });
		expect((await ask(assertion)).status).toBe(200);
		expect((await ask(assertion)).json['error_description']).toBe('the client assertion was used before');
	});
});

describe('keys, as administrators register them', () => {
	const keySet = (...keys: SigningKey[]) => ({ keys: keys.map(({ jwk }) => jwk) });

	it('are shown, told of by name, and make another ETag', async () => {
		const added = await add();
		const key = signingKey('RS256');
		const before = await host.call('admin', 'GET', added.path);
		const { json, headers } = await register(added, [key]);
		expect(headers.get('etag')).not.toBe(before.headers.get('etag'));
		expect(json['publicKeys']).toMatchObject([
			{ kid: key.kid, algorithms: ['RS256', 'PS256'], jwk: key.jwk, createdBy: 'admin', tokensIssued: 0 },
		]);
		const [{ thumbprint }] = json['publicKeys'] as [{ thumbprint: string }];
		await vi.waitFor(() => {
			const told = host.events.filter(({ clientId }) => clientId === added.clientId).at(-1);
			expect(told).toMatchObject({
				type: 'client_application.changed',
				data: { before: { publicKeys: [] }, after: { publicKeys: [{ kid: key.kid, thumbprint }] } },
			});
		});
		const stale = { 'if-match': before.headers.get('etag') ?? '' };
		const late = await host.call('admin', 'PATCH', added.path, { headers: stale, body: { jwks: null } });
		expect(late.status).toBe(412);
		const removed = await host.call('admin', 'PATCH', added.path, { body: { jwks: null } });
		expect(removed.json).toMatchObject({ publicKeys: [], jwksUri: null });
		expect(removed.headers.get('etag')).toBe(before.headers.get('etag'));
	});

	it('are refused where they are private, and nothing of them is kept or told again', async () => {
		const added = await add();
		const { privateKey } = signingKey('RS256');
		const jwk = privateKey.export({ format: 'jwk' });
		const { status, text, json } = await host.call('admin', 'PATCH', added.path, { body: { jwks: { keys: [jwk] } } });
		expect([status, json['type']]).toEqual([400, expect.stringMatching(/invalid-input$/)]);
		expect(text).toContain('private key');
		const audit = await host.call('admin', 'GET', '/v1/domains/main/audit');
		for (const part of [jwk.d, jwk.p, jwk.q]) {
			expect(`${text}${audit.text}${JSON.stringify(host.logger.lines)}`).not.toContain(part);
		}
		expect((await host.call('admin', 'GET', added.path)).json['publicKeys']).toEqual([]);
	});

	it.each<[string, () => unknown]>([
		['eleven keys', () => ({ jwks: keySet(...Array.from({ length: 11 }, () => signingKey('EdDSA'))) })],
		['two of one kid', () => ({ jwks: keySet(signingKey('EdDSA', 'same'), signingKey('ES256', 'same')) })],
		[
			'one key twice',
			() => {
				const { jwk } = signingKey();
				return { jwks: { keys: [jwk, { ...jwk, kid: 'other' }] } };
			},
		],
		['a shared secret', () => ({ jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } })],
		['a list of keys', () => ({ jwks: [signingKey().jwk] })],
		['a key alone', () => ({ jwks: signingKey().jwk })],
		['a URL where this platform fetches nothing', () => ({ jwksUri: 'https://emm.example/keys' })],
		['both', () => ({ jwks: keySet(signingKey()), jwksUri: 'https://emm.example/keys' })],
		['a URL that is none', () => ({ jwksUri: 'keys' })],
	])('are refused: %s', async (_, body) => {
		const added = await add();
		expect((await host.call('admin', 'PATCH', added.path, { body: body() })).status).toBe(400);
	});

	it('are registered by nobody who might not rotate its secrets, and taken away by everybody who sees it', async () => {
		const strong = await add(['devices:read', 'devices:write']);
		const weak = await add(['devices:read']);
		const key = signingKey();
		const refused = await register(strong, [key], 'junior');
		expect([refused.status, refused.json['privileges']]).toEqual([403, ['devices:write']]);
		expect((await register(weak, [key], 'junior')).status).toBe(200);
		expect((await register(weak, [key], 'viewer')).status, 'not theirs to see').toBe(404);
		await register(strong, [key]);
		expect((await register(strong, [key], 'junior')).status, 'no other than there are').toBe(200);
		const swapped = await register(strong, [{ ...key, jwk: signingKey().jwk }], 'junior');
		expect(swapped.status).toBe(403);
		expect((await host.call('junior', 'PATCH', strong.path, { body: { jwks: null } })).status).toBe(200);
		const raised = { jwks: keySet(signingKey()), privileges: ['devices:read', 'devices:write'] };
		expect((await host.call('junior', 'PATCH', weak.path, { body: raised })).status).toBe(403);
	});

	it('cannot be toggled until the document is full: there is an end to adding, and none to taking away', async () => {
		const added = await add();
		const tenKeys = () => Array.from({ length: 10 }, () => signingKey('EdDSA'));
		const statuses = new Set<number>();
		for (let round = 0; round < 12; round++) statuses.add((await register(added, tenKeys())).status);
		expect([...statuses]).toEqual([200, 409]);
		expect((await host.call('admin', 'PATCH', added.path, { body: { jwks: null } })).status).toBe(200);
		expect((await register(added, tenKeys())).status).toBe(409);
	});

	it('are told of in the metadata (RFC 8414)', async () => {
		const { json } = await host.call(undefined, 'GET', '/.well-known/oauth-authorization-server');
		for (const endpoint of ['token', 'introspection', 'revocation']) {
			expect(json[`${endpoint}_endpoint_auth_methods_supported`]).toContain('private_key_jwt');
			expect(json[`${endpoint}_endpoint_auth_signing_alg_values_supported`]).toEqual([
				...['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256'],
			]);
		}
	});

	it('are described in the OpenAPI document', async () => {
		const { text } = await host.call(undefined, 'GET', '/openapi.json');
		expect(text).toContain('client_assertion');
		expect(text).toContain(ASSERTION_TYPE);
	});
});
