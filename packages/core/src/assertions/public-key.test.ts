import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { type KeyKind, keyPair } from '../../test/keys.ts';
import { jwkOf, jwkThumbprint, type PublicKey, readPublicKey } from './public-key.ts';

function read(jwk: Readonly<Record<string, unknown>>): PublicKey {
	const found = readPublicKey(jwk);
	if ('fault' in found) throw new Error(found.fault);
	return found.key;
}

const faultOf = (jwk: Readonly<Record<string, unknown>>): string | undefined => {
	const found = readPublicKey(jwk);
	return 'fault' in found ? found.fault : undefined;
};

const KINDS: readonly KeyKind[] = ['P-256', 'Ed25519', 'RSA'];
const PAIRS = new Map(KINDS.map((kind) => [kind, keyPair(kind, 'mine')]));
const jwkOfKind = (kind: KeyKind): Readonly<Record<string, unknown>> => PAIRS.get(kind)?.jwk ?? {};

describe.each(KINDS)('a public key, %s', (kind) => {
	const jwk = jwkOfKind(kind);

	it('is kept by the members of its type and no other, and given again as it came', () => {
		const key = read({ ...jwk, use: 'sig', key_ops: ['verify'], x5t: 'x', note: 'private?' });
		const { kid: _, ...members } = jwk;
		expect(JSON.parse(key.publicJwk)).toEqual(members);
		expect(jwkOf(key)).toMatchObject({ ...jwk, use: 'sig' });
		expect(read(jwkOf(key))).toEqual(key);
	});

	it('has the thumbprint that others reckon (RFC 7638), however it is called or spelt', async () => {
		const thumbprint = await calculateJwkThumbprint(jwk as JWK);
		expect(read(jwk).thumbprint).toBe(thumbprint);
		expect(read({ ...jwk, kid: 'other' }).thumbprint).toBe(thumbprint);
		const padded = Object.fromEntries(
			Object.entries(jwk).map(([name, value]) => [name, ['x', 'n'].includes(name) ? `${String(value)}==` : value]),
		);
		expect(read(padded)).toEqual(read(jwk));
		expect(read({ ...jwk, kid: undefined }).kid).toBe(thumbprint);
		const { publicKey } = generateKeyPairSync('ed25519');
		expect(jwkThumbprint(publicKey)).toBe(await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }) as JWK));
	});

	it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])('is refused with a private member, %s', (member) => {
		expect(faultOf({ ...jwk, [member]: 'AQAB' })).toMatch(/private key/);
	});

	it('is refused whole as the private key that it belongs to, and told nothing of', () => {
		const exported = PAIRS.get(kind)?.privateKey.export({ format: 'jwk' }) ?? {};
		expect(faultOf({ ...exported })).toMatch(/private key/);
		expect(faultOf({ ...exported })).not.toContain(String(exported['d']));
	});

	it.each([
		['use', 'enc'],
		['use', null],
		['key_ops', ['sign']],
		['key_ops', ['sign', 'verify']],
		['key_ops', []],
		['key_ops', 'verify'],
		['alg', 'none'],
		['alg', 'HS256'],
		['alg', 'RS1'],
		['alg', null],
		['kid', ''],
		['kid', 'a'.repeat(129)],
		['kid', 'línea'],
		['kid', 7],
		['kty', 'oct'],
		['kty', undefined],
	])('is refused with %s %j', (member, value) => {
		expect(faultOf({ ...jwk, [member]: value })).toBeDefined();
	});

	it('is refused where a member is missing, no text, or no number of the curve', () => {
		for (const member of ['x', 'y', 'n', 'e', 'crv'].filter((name) => Object.hasOwn(jwk, name))) {
			for (const value of [undefined, 7, '', 'AA', ['x']]) {
				expect(faultOf({ ...jwk, [member]: value }), `${member} ${String(value)}`).toBeDefined();
			}
		}
	});
});

describe('what a key verifies', () => {
	it.each([
		['P-256', undefined, ['ES256']],
		['P-256', 'ES256', ['ES256']],
		['Ed25519', undefined, ['EdDSA', 'Ed25519']],
		['Ed25519', 'EdDSA', ['EdDSA', 'Ed25519']],
		['Ed25519', 'Ed25519', ['EdDSA', 'Ed25519']],
		['RSA', undefined, ['RS256', 'PS256']],
		['RSA', 'RS256', ['RS256']],
		['RSA', 'PS256', ['PS256']],
	] as const)('%s, by its alg %s', (kind, alg, algorithms) => {
		expect(read({ ...jwkOfKind(kind), alg }).algorithms).toEqual(algorithms);
	});

	it.each([
		['P-256', 'RS256'],
		['RSA', 'ES256'],
		['Ed25519', 'ES256'],
		['RSA', 'RS512'],
	] as const)('%s is not for %s', (kind, alg) => {
		expect(faultOf({ ...jwkOfKind(kind), alg })).toMatch(/^alg must be/);
	});
});

describe('keys that are too weak, too dear, or of another make', () => {
	const exported = (pair: { publicKey: import('node:crypto').KeyObject }) => ({
		...pair.publicKey.export({ format: 'jwk' }),
	});

	it.each([1024, 2040, 4104])('RSA of %i bits', (bits) => {
		expect(faultOf(keyPair('RSA', 'k', bits).jwk)).toBe('must have 2048 to 4096 bits');
	});

	it('RSA with a small or an even exponent', () => {
		expect(faultOf({ ...jwkOfKind('RSA'), e: 'Aw' })).toMatch(/^e must be/);
		expect(faultOf({ ...jwkOfKind('RSA'), e: 'AQAC' })).toBeDefined();
	});

	it.each(['P-384', 'P-521', 'secp256k1'])('EC on %s', (namedCurve) => {
		expect(faultOf(exported(generateKeyPairSync('ec', { namedCurve })))).toBeDefined();
	});

	it('X25519, Ed448, and a point that is not on its curve', () => {
		expect(faultOf(exported(generateKeyPairSync('x25519')))).toBeDefined();
		expect(faultOf(exported(generateKeyPairSync('ed448')))).toBeDefined();
		const { x, ...point } = jwkOfKind('P-256');
		expect(faultOf({ ...point, x, y: x })).toBe('is no public key that can be read');
	});
});
