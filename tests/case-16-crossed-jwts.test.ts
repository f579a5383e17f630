import type { Actor } from '@latchkey/core';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { ourSigningKey } from './support/our-signing-key.ts';
import { FORM, grantForm, ISSUER, type SigningKey, signAssertion, signingKey } from './support/signing-client.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } },
	stranger: { userId: 'stranger', customerId: 'globex', domains: { main: grant } },
};
const PATH = '/v1/domains/main/client-applications';

let host: EmbeddedHost;
let client: { readonly clientId: string; readonly key: SigningKey };
beforeAll(async () => {
	host = await startEmbeddedHost({ actors, throttle: { failed: async () => 0 } });
	client = await add('admin');
});
afterAll(() => host.close());

async function add(user: string, key = signingKey()) {
	const { json } = await host.call(user, 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
	const clientId = String(json['clientId']);
	const body = { jwks: { keys: [key.jwk] } };
	expect((await host.call(user, 'PATCH', `${PATH}/${clientId}`, { body })).status).toBe(200);
	return { clientId, key };
}

const ask = async (assertion: string): Promise<number> =>
	(await host.call(undefined, 'POST', '/oauth2/token', { headers: FORM, body: grantForm(assertion) })).status;
const open = async (token: string): Promise<number> =>
	(await host.call(undefined, 'GET', '/api/devices:read', { headers: { authorization: `Bearer ${token}` } })).status;

async function tokenOf({ clientId, key }: typeof client): Promise<string> {
	const body = grantForm(await signAssertion(key, clientId));
	const { json } = await host.call(undefined, 'POST', '/oauth2/token', { headers: FORM, body });
	return String(json['access_token']);
}

describe('case 16: an assertion is no access token', () => {
	it('as it is, nor with all that an access token says and under its type', async () => {
		const { clientId, key } = client;
		const claims = { ...decodeJwt(await tokenOf(client)), iss: ISSUER };
		expect(await open(await signAssertion(key, clientId))).toBe(401);
		for (const typ of ['at+jwt', 'application/at+jwt', 'JWT', undefined]) {
			expect(await open(await signAssertion(key, clientId, { claims, header: { typ } })), String(typ)).toBe(401);
		}
		expect(
			(
				await host.call(undefined, 'GET', '/v1/client-applications/self', {
					headers: { authorization: `Bearer ${await signAssertion(key, clientId)}` },
				})
			).status,
		).toBe(401);
	});

	it('also under the name of a key of ours', async () => {
		const { clientId, key } = client;
		const { json } = await host.call(undefined, 'GET', '/.well-known/jwks.json');
		const [ours] = json['keys'] as [{ kid: string }];
		const header = { typ: 'at+jwt', kid: ours.kid };
		expect(await open(await signAssertion(key, clientId, { claims: decodeJwt(await tokenOf(client)), header }))).toBe(
			401,
		);
	});

	it('when introspected', async () => {
		const { clientId, key } = client;
		const token = await signAssertion(key, clientId, { header: { typ: 'at+jwt' } });
		const body = `${grantForm(await signAssertion(key, clientId))}&token=${token}`;
		const { json } = await host.call(undefined, 'POST', '/oauth2/introspect', { headers: FORM, body });
		expect(json).toEqual({ active: false });
	});
});

describe('case 16: nothing else is an assertion', () => {
	it('an access token of the client is none', async () => {
		expect(await ask(await tokenOf(client))).toBe(401);
	});

	it('nor what our own key signed as one, whatever it is called', async () => {
		const { clientId } = client;
		const privateKey = await ourSigningKey(host);
		const { json } = await host.call(undefined, 'GET', '/.well-known/jwks.json');
		const [ours] = json['keys'] as [{ kid: string }];
		for (const kid of [ours.kid, client.key.kid, undefined]) {
			const forged = await signAssertion({ alg: 'ES256', kid: '', privateKey, jwk: {} }, clientId, { header: { kid } });
			expect(await ask(forged), String(kid)).toBe(401);
		}
	});

	it.each(['secevent+jwt', 'dpop+jwt', 'at+jwt', 'logout+jwt'])('nor what the client signed as %s', async (typ) => {
		expect(await ask(await signAssertion(client.key, client.clientId, { header: { typ } }))).toBe(401);
	});

	it('nor what brings its key with it', async () => {
		const { clientId } = client;
		const stranger = signingKey('ES256', client.key.kid);
		for (const header of [
			{ jwk: stranger.jwk },
			{ jku: 'https://attacker.example/keys' },
			{ x5u: 'https://attacker.example/chain' },
			{ kid: 'https://attacker.example/keys' },
			{ kid: '../../../dev/null' },
			{ kid: "' OR 1=1 --" },
		]) {
			expect(await ask(await signAssertion(stranger, clientId, { header })), JSON.stringify(header)).toBe(401);
		}
	});

	it('nor one that another tenant’s key signed, also under the same kid', async () => {
		const other = await add('stranger', signingKey('ES256', client.key.kid));
		expect(await ask(await signAssertion(other.key, client.clientId))).toBe(401);
		expect(await ask(await signAssertion(client.key, other.clientId))).toBe(401);
		expect(await ask(await signAssertion(other.key, other.clientId))).toBe(200);
	});

	it('nor one with a critical extension, or a payload that is not encoded (RFC 7797)', async () => {
		const { clientId, key } = client;
		const { alg, kid, privateKey } = key;
		const now = Math.floor(Date.now() / 1000);
		const claims = { iss: clientId, sub: clientId, aud: ISSUER, jti: 'crit', exp: now + 60 };
		for (const crit of [['exp'], ['b64']]) {
			const signed = new SignJWT(claims).setProtectedHeader({ alg, kid, crit, b64: true, exp: now });
			expect(await ask(await signed.sign(privateKey, { crit: { exp: true } }))).toBe(401);
		}
	});
});
