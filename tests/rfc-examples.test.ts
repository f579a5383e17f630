import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import type { Credentials } from './support/host.ts';
import { ourSigningKey, signedAgain } from './support/our-signing-key.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors = { admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } } };

/** Of RFC 8705 §3.1. */
const EXAMPLE_BINDING = { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' };

describe('RFC 9068 §3, the header and the claims of its example', () => {
	const HEADER = { typ: 'at+JWT', alg: 'RS256', kid: 'RjEwOwOA' };
	const CLAIMS = {
		iss: 'https://authorization-server.example.com/',
		sub: '5ba552d67',
		aud: 'https://rs.example.com/',
		exp: 1_639_528_912,
		iat: 1_618_354_090,
		jti: 'dbe39bf3a3ba4238a513f51d6e1691c4',
		client_id: 's6BhdRkqt3',
		scope: 'openid profile reademail',
	};

	let host: EmbeddedHost;
	let token: string;
	beforeAll(async () => {
		const clock = { now: () => (CLAIMS.iat + 60) * 1000 };
		const tokens = { issuer: CLAIMS.iss, audience: CLAIMS.aud, algorithm: 'RS256' } as const;
		host = await startEmbeddedHost({ actors, clock, tokens });
		const body = { name: 'EMM', privileges: ['devices:read'] };
		const { json } = await host.call('admin', 'POST', '/v1/domains/main/client-applications', { body });
		token = String((await tokenOf(host, (json['credentials'] as Credentials).oauthCredentials)).json['access_token']);
		return () => host.close();
	});

	async function status(presented: string): Promise<number> {
		const headers = { authorization: `Bearer ${presented}` };
		return (await host.call(undefined, 'GET', '/api/devices:read', { headers })).status;
	}

	it('are all there in ours, each of the same type', () => {
		const [header, claims] = [decodeProtectedHeader(token), decodeJwt(token)];
		expect(Object.keys(header).sort()).toEqual(Object.keys(HEADER).sort());
		for (const [name, value] of Object.entries(CLAIMS)) expect(typeof claims[name], name).toBe(typeof value);
		expect(claims).toMatchObject({ iss: CLAIMS.iss, aud: CLAIMS.aud });
	});

	it.each(['at+JWT', 'AT+jwt', 'application/at+jwt'])('typ %s is taken, as media types are compared', async (typ) => {
		expect(await status(await signedAgain(token, await ourSigningKey(host), {}, { typ }))).toBe(200);
	});

	it('open nothing here, even signed by our key: they name no client, customer and credential of ours', async () => {
		const key = await ourSigningKey(host);
		expect(await status(await signedAgain(token, key, { ...CLAIMS }))).toBe(401);
		const foreign = Object.fromEntries(Object.keys(decodeJwt(token)).map((name) => [name, undefined]));
		expect(await status(await signedAgain(token, key, { ...foreign, ...CLAIMS }, { typ: HEADER.typ }))).toBe(401);
	});

	it.each([
		['the certificate of the example of RFC 8705 §3.1, which nobody has shown', EXAMPLE_BINDING],
		[
			'the key of the example of RFC 9449 §6.1, which nobody here asks for',
			{ jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' },
		],
		['what nobody here understands', { kid: 'dfd1aa97-6d8d-4575-a0fe-34b96de2bfad' }],
	])('open nothing where they are bound to %s', async (_what, cnf) => {
		expect(await status(await signedAgain(token, await ourSigningKey(host), { cnf }))).toBe(401);
	});
});
