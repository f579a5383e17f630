import type { KeyObject } from 'node:crypto';
import { type Actor, type ApplicationRepository, type Store, StoreUnavailableError } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { ourSigningKey, signedAgain } from './support/our-signing-key.ts';
import { scratchStore, sharedPlace } from './support/place.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const actors = { admin };
const PATH = '/v1/domains/main/client-applications';

interface Added {
	readonly path: string;
	readonly oauthCredentials: string;
	readonly token: string;
}

async function add(host: EmbeddedHost): Promise<Added> {
	const { json } = await host.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
	const { oauthCredentials } = json['credentials'] as { oauthCredentials: string };
	const token = String((await tokenOf(host, oauthCredentials)).json['access_token']);
	return { path: `${PATH}/${String(json['clientId'])}`, oauthCredentials, token };
}

async function status(host: EmbeddedHost, token: string): Promise<number> {
	return (await host.call(undefined, 'GET', '/api/devices:read', { headers: { authorization: `Bearer ${token}` } }))
		.status;
}

describe('case 16: what our own key signed for something else', () => {
	let host: EmbeddedHost;
	let key: KeyObject;
	let added: Added;
	beforeAll(async () => {
		host = await startEmbeddedHost({ actors });
		added = await add(host);
		key = await ourSigningKey(host);
	});
	afterAll(() => host.close());

	const signed = (claims: object, header: object = {}): Promise<string> =>
		signedAgain(added.token, key, claims, header);

	it('the same claims signed again are good, so that each refusal below has one cause', async () => {
		expect(await status(host, await signed({}))).toBe(200);
	});

	it.each(['JWT', 'jwt', 'secevent+jwt', 'client-authentication+jwt', 'dpop+jwt', undefined])('typ %s', async (typ) => {
		expect(await status(host, await signed({}, { typ }))).toBe(401);
	});

	const now = Math.floor(Date.now() / 1000);
	it.each<[string, Record<string, unknown>]>([
		['another audience', { aud: 'https://other.example' }],
		['no audience', { aud: undefined }],
		['another issuer', { iss: 'https://other.example' }],
		['an issuer with a slash', { iss: 'https://issuer.example/' }],
		['no expiry', { exp: undefined }],
		['an expiry that is text', { exp: String(now + 1000) }],
		['an expiry in the past', { exp: now - 1 }],
		['a start in the future', { nbf: now + 1000 }],
		['no issue time', { iat: undefined }],
		['no id', { jti: undefined }],
		['a subject that is not the client', { sub: 'lk.acme.main.0000000000000000000000' }],
		['a customer that is not the client’s', { customer_id: 'globex' }],
		['a domain that is not the client’s', { domain_id: 'other' }],
		['a client that is no Client ID', { sub: 'x', client_id: 'x' }],
		['no secret', { secret_id: undefined }],
		['no epoch', { token_epoch: undefined }],
		['an epoch that is text', { token_epoch: '0' }],
		['a scope that is a list', { scope: ['devices:read'] }],
		['a certificate that this connection does not have', { cnf: { 'x5t#S256': 'A'.repeat(43) } }],
		['a certificate that is no text', { cnf: { 'x5t#S256': null } }],
		['a certificate that it is not bound to', { secret_id: undefined, certificate_id: 'crt_0123456789abcdef' }],
		['two credentials', { certificate_id: 'crt_0123456789abcdef' }],
		['a binding to nothing', { cnf: {} }],
		['a binding of another kind', { cnf: { jkt: 'A'.repeat(43) } }],
	])('%s', async (_what, claims) => {
		expect(await status(host, await signed(claims))).toBe(401);
	});

	it('an audience among others is ours (RFC 9068 §4); a list without it is not', async () => {
		const aud = ['https://other.example', 'https://api.example'];
		expect(await status(host, await signed({ aud }))).toBe(200);
		for (const others of [[], aud.slice(0, 1), [['https://api.example']], { 0: 'https://api.example' }]) {
			expect(await status(host, await signed({ aud: others }))).toBe(401);
		}
	});

	it('an epoch that is over, and a secret that was revoked, though signed a moment ago', async () => {
		const own = await add(host);
		const { sub, secret_id, token_epoch } = decodeJwt(own.token);
		const named = { sub, client_id: sub, secret_id };
		expect(await status(host, await signed({ ...named, token_epoch }))).toBe(200);
		for (const next of ['disabled', 'enabled']) {
			await host.call('admin', 'PATCH', own.path, { body: { status: next } });
		}
		expect(await status(host, await signed({ ...named, token_epoch }))).toBe(401);
		expect(await status(host, await signed({ ...named, token_epoch: 1 }))).toBe(200);
		await host.call('admin', 'DELETE', `${own.path}/secrets/${String(secret_id)}`);
		expect(await status(host, await signed({ ...named, token_epoch: 1 }))).toBe(401);
		expect(await status(host, await signed({ ...named, token_epoch: 1, secret_id: 'sec_other' }))).toBe(200);
	});

	it('a token of another host of the same make', async () => {
		const other = await startEmbeddedHost({ actors });
		expect(await status(host, (await add(other)).token)).toBe(401);
		expect(await status(other, added.token)).toBe(401);
		await other.close();
	});
});

describe('case 16: revocation in another process', () => {
	it.each<[string, (host: EmbeddedHost, added: Added) => Promise<unknown>, number]>([
		['disabling', (host, { path }) => host.call('admin', 'PATCH', path, { body: { status: 'disabled' } }), 401],
		['removing', (host, { path }) => host.call('admin', 'DELETE', path), 401],
		[
			'withdrawing the privilege',
			(host, { path }) => host.call('admin', 'PATCH', path, { body: { privileges: [] } }),
			403,
		],
		[
			'revoking the secret',
			async (host, { path }) => {
				const { json } = await host.call('admin', 'GET', `${path}/secrets`);
				const [first] = json['items'] as { secretId: string }[];
				return host.call('admin', 'DELETE', `${path}/secrets/${first?.secretId}`);
			},
			401,
		],
	])('%s counts there within a second', async (_what, revoke, expected) => {
		const place = sharedPlace();
		const clock = manualClock(Date.now());
		const here = await startEmbeddedHost({ actors, place, clock });
		const { keyEncryption } = here;
		const there = await startEmbeddedHost({ actors, place, clock, keyEncryption });
		const added = await add(here);
		expect(await status(there, added.token)).toBe(200);
		await revoke(here, added);
		expect(await status(here, added.token)).toBe(expected);
		clock.advance(1001);
		expect(await status(there, added.token)).toBe(expected);
		await Promise.all([here.close(), there.close()]);
	});
});

describe('case 16: while the store is away', () => {
	it('tokens are let in for a minute on what is known, and answered 503 after, never 401', async () => {
		const clock = manualClock(Date.now());
		const store = await scratchStore();
		let away = false;
		const host = await startEmbeddedHost({ actors, clock, store: failing(store, () => away) });
		const { token, oauthCredentials, path } = await add(host);
		away = true;
		clock.advance(30_000);
		expect(await status(host, token)).toBe(200);
		clock.advance(31_000);
		expect(await status(host, token)).toBe(503);
		const refused = await tokenOf(host, oauthCredentials);
		expect(refused.status).toBe(503);
		expect(refused.json).toMatchObject({ error: 'temporarily_unavailable' });
		expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
		const managed = await host.call('admin', 'GET', path);
		expect([managed.status, managed.headers.get('retry-after') !== null]).toEqual([503, true]);
		expect((await host.call(undefined, 'GET', '/readyz')).status).toBe(503);
		expect((await host.call(undefined, 'GET', '/healthz')).status).toBe(200);
		away = false;
		expect(await status(host, token)).toBe(200);
		await host.close();
	});
});

/** The store, with every read of applications failing while it is away. */
function failing(store: Store, away: () => boolean): Store {
	const guard =
		<Arguments extends unknown[], Result>(method: (...values: Arguments) => Promise<Result>) =>
		async (...values: Arguments): Promise<Result> => {
			if (away()) throw new StoreUnavailableError('the store is away');
			return method(...values);
		};
	const { applications } = store;
	const guarded: ApplicationRepository = {
		...applications,
		find: guard(applications.find),
		invalidatedSince: guard(applications.invalidatedSince),
	};
	return { ...store, applications: guarded, ping: guard(store.ping) };
}
