import { createHash, type KeyObject } from 'node:crypto';
import type { Actor } from '@latchkey/core';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { giveCertificate } from './support/given-certificate.ts';
import { ourSigningKey, signedAgain } from './support/our-signing-key.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const PATH = '/v1/domains/main/client-applications';

/**
 * Two that pass for certificates: who issued one, and what it says, is of no account for a token that is bound to it.
 */
const CERTIFICATE = Buffer.from([0x30, 3, 2, 1, 5]);
const ANOTHER = Buffer.from([0x30, 3, 2, 1, 6]);
const field = (der: Buffer): string => `:${der.toString('base64')}:`;
const cnf = { 'x5t#S256': createHash('sha256').update(CERTIFICATE).digest('base64url') };

const TRUSTED = { header: 'Client-Cert', addresses: ['127.0.0.1'] };

describe.each([
	['a proxy that the host trusts', TRUSTED.addresses, true],
	['anybody else', ['192.0.2.1'], false],
])('case 16: a token that is bound to a certificate, told by %s (RFC 8705 §3, RFC 9440)', (_, addresses, trusted) => {
	let host: EmbeddedHost;
	let key: KeyObject;
	let plain: string;
	let bound: string;
	let oauthCredentials: string;
	let clientId: string;
	beforeAll(async () => {
		const adapter = { mutualTls: { proxy: { ...TRUSTED, addresses } } };
		host = await startEmbeddedHost({ actors: { admin }, adapter });
		const { json } = await host.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
		({ clientId, oauthCredentials } = json['credentials'] as { clientId: string; oauthCredentials: string });
		const holder = { customerId: 'acme', domainId: 'main', clientId };
		await giveCertificate(host.store, holder, { cert: '', der: CERTIFICATE }, Date.now());
		plain = String((await tokenOf(host, oauthCredentials)).json['access_token']);
		key = await ourSigningKey(host);
		bound = await signedAgain(plain, key, { cnf });
	});
	afterAll(() => host.close());

	const PLACES = ['/api/devices:read', '/v1/client-applications/self'];
	async function opens(token: string, header?: string): Promise<string> {
		const headers = {
			authorization: `Bearer ${token}`,
			...(header === undefined ? {} : { 'client-cert': header }),
		};
		const answers = await Promise.all(PLACES.map((path) => host.call(undefined, 'GET', path, { headers })));
		const said = answers.map((answer) => `${answer.status} ${answer.headers.get('www-authenticate') ?? ''}`.trim());
		expect(new Set(said).size).toBe(1);
		return said[0] ?? '';
	}

	it('opens what it may over a connection of that certificate', async () => {
		expect(await opens(bound, field(CERTIFICATE))).toMatch(trusted ? /^200$/ : /^401 .*invalid_token/);
	});

	it.each([
		['none', undefined],
		['none, said aloud', '::'],
		['another', field(ANOTHER)],
	])('opens nothing with %s', async (_what, header) => {
		expect(await opens(bound, header)).toMatch(/^401 .*error="invalid_token"/);
	});

	it('is no less bound where a request says nonsense, and nobody but the proxy is told that it is', async () => {
		for (const header of ['nonsense', `${field(CERTIFICATE)}, ${field(CERTIFICATE)}`]) {
			expect(await opens(bound, header)).toMatch(trusted ? /^400$/ : /^401 .*invalid_token/);
			const form = { authorization: `Basic ${oauthCredentials}`, 'client-cert': header };
			const door = await host.call(undefined, 'POST', '/v1/oauth2/tokens', { headers: form });
			expect([door.status, door.json['error']]).toEqual(trusted ? [400, 'invalid_request'] : [200, undefined]);
		}
	});

	it('is earned by that certificate, told in the same way, and by no other', async () => {
		const ask = (header: string) =>
			host.call(undefined, 'POST', '/oauth2/token', {
				headers: { 'client-cert': header, 'content-type': 'application/x-www-form-urlencoded' },
				body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId }).toString(),
			});
		const earned = await ask(field(CERTIFICATE));
		expect([earned.status, earned.json['error']]).toEqual(trusted ? [200, undefined] : [401, 'invalid_client']);
		if (trusted) expect(decodeJwt(String(earned.json['access_token']))).toMatchObject({ client_id: clientId, cnf });
		expect((await ask(field(ANOTHER))).json).toMatchObject({ error: 'invalid_client' });
		// Whoever is not believed is told the same, whatever they show.
		const told = await Promise.all(
			[field(CERTIFICATE), field(ANOTHER), 'nonsense'].map(async (one) => (await ask(one)).text),
		);
		expect(new Set(told).size).toBe(trusted ? 3 : 1);
	});

	it('leaves a token that is bound to none as it is', async () => {
		expect([await opens(plain), await opens(plain, field(ANOTHER))]).toEqual(['200', '200']);
	});

	it('says so to a resource server that asks (§3.2), which may be another host', async () => {
		const headers = {
			authorization: `Basic ${oauthCredentials}`,
			'content-type': 'application/x-www-form-urlencoded',
		};
		const about = async (token: string): Promise<unknown> =>
			(await host.call(undefined, 'POST', '/oauth2/introspect', { headers, body: `token=${token}` })).json;
		expect(await about(bound)).toMatchObject({ active: true, token_type: 'Bearer', cnf });
		expect(await about(plain)).not.toHaveProperty('cnf');
	});
});
