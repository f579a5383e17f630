import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { exportJWK, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credentials, startHost, type TestHost } from './support/host.ts';

let host: TestHost;
let credentials: Credentials;
let token: string;
let published: JWK;
beforeAll(async () => {
	host = await startHost();
	credentials = await host.add('super@acme', 'acme-phones');
	token = await host.token(credentials);
	const { keys } = (await (await fetch(`${host.baseUrl}/.well-known/jwks.json`)).json()) as { keys: JWK[] };
	published = keys[0] ?? {};
});
afterAll(() => host.close());

const encode = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
const decode = (part = ''): Record<string, unknown> =>
	JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
const claims = (): Record<string, unknown> => decode(token.split('.')[1]);
const header = (): JWTHeaderParameters => decode(token.split('.')[0]) as unknown as JWTHeaderParameters;

async function status(forged: string): Promise<number> {
	const headers = { authorization: `Bearer ${forged}` };
	return (await host.request('GET', '/v1/devices', { headers })).status;
}

/** Signed by a key of the attacker's, with everything else as we make it. */
async function bySomeoneElse(changes: object, algorithm: 'ES256' | 'RS256' | 'EdDSA' = 'ES256'): Promise<string> {
	const { privateKey, publicKey } = keyPair(algorithm);
	const jwk = await exportJWK(publicKey);
	const named = JSON.parse(JSON.stringify(changes).replace('"ATTACKER_JWK"', JSON.stringify(jwk))) as object;
	return new SignJWT(claims()).setProtectedHeader({ ...header(), alg: algorithm, ...named }).sign(privateKey);
}

function keyPair(algorithm: 'ES256' | 'RS256' | 'EdDSA') {
	if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
	return algorithm === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
}

describe('case 16: forged tokens', () => {
	it('the token that they are made of is good', async () => {
		expect(await status(token)).toBe(200);
	});

	it.each(['none', 'None', 'NONE', ''])('alg "%s", with and without a signature', async (alg) => {
		const [, payload, signature] = token.split('.');
		expect(await status(`${encode({ ...header(), alg })}.${payload}.`)).not.toBe(200);
		expect(await status(`${encode({ ...header(), alg })}.${payload}.${signature}`)).toBe(401);
	});

	it('HS256 keyed by the public key, in every form of it that an attacker can get', async () => {
		const publicKey = createPublicKey({ key: { ...published }, format: 'jwk' });
		const forms = [
			publicKey.export({ type: 'spki', format: 'pem' }),
			publicKey.export({ type: 'spki', format: 'der' }),
			JSON.stringify(published),
			published.x ?? '',
			Buffer.from(published.x ?? '', 'base64url'),
		];
		const input = `${encode({ ...header(), alg: 'HS256' })}.${token.split('.')[1]}`;
		for (const key of forms) {
			const signature = createHmac('sha256', key).update(input).digest('base64url');
			expect(await status(`${input}.${signature}`)).toBe(401);
		}
	});

	it.each<[string, object]>([
		['our kid', {}],
		['a key in the header', { jwk: 'ATTACKER_JWK' }],
		['a key in the header and no kid', { jwk: 'ATTACKER_JWK', kid: undefined }],
		['a jku', { jku: 'http://127.0.0.1:1/jwks.json' }],
		['an x5u', { x5u: 'http://127.0.0.1:1/cert.pem' }],
		['a kid that is a path', { kid: '../../../../dev/null' }],
		['a kid that is an injection', { kid: "' OR 1=1 --" }],
		['an unknown kid', { kid: 'unknown' }],
	])('another key under %s', async (_what, changes) => {
		expect(await status(await bySomeoneElse(changes))).toBe(401);
	});

	it.each(['RS256', 'EdDSA'] as const)('another key and algorithm (%s) under our kid', async (algorithm) => {
		expect(await status(await bySomeoneElse({}, algorithm))).toBe(401);
	});

	it('critical headers that nobody here understands', async () => {
		const input = `${encode({ ...header(), crit: ['exp'] })}.${token.split('.')[1]}`;
		const { privateKey } = keyPair('ES256');
		const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
		expect(await status(`${input}.${signature.toString('base64url')}`)).toBe(401);
	});

	it('the key is published without its private part', () => {
		expect(published).not.toHaveProperty('d');
	});

	it('every single changed character of the token', async () => {
		const alphabet = 'AQgw';
		for (let position = 0; position < token.length; position += 7) {
			const old = token[position] ?? '';
			if (old === '.') continue;
			const next = [...alphabet].find((character) => character !== old) ?? 'A';
			const forged = token.slice(0, position) + next + token.slice(position + 1);
			expect(await status(forged)).toBe(401);
		}
	});

	it.each(['', '.', '..', '...', 'a.b.c', 'eyJ.eyJ.eyJ', 'x'.repeat(9000)])(
		'text that is no token: %s',
		async (text) => {
			expect([400, 401]).toContain(await status(text));
		},
	);
});
