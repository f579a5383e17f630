import { createPublicKey, verify, webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytes, compare, type SignatureVector, wycheproof } from '../../test/vectors/wycheproof.ts';
import { derToJose } from './jws.ts';

interface SignatureGroup {
	readonly publicKeyPem: string;
	readonly tests: readonly SignatureVector[];
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const ED25519 = { name: 'Ed25519' };
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

// What jose verifies tokens with: a vector's message is no JWS, so that it cannot go through jose itself.
describe('the verification that tokens end in (Wycheproof)', () => {
	it.each([
		['ES256', 'ecdsa_secp256r1_sha256_p1363', ECDSA, 262],
		['EdDSA', 'ed25519', ED25519, 151],
		// One is "acceptable", and refused: its padding names the hash without parameters (RFC 8017 §9.2, note 2).
		['RS256', 'rsa_signature_2048_sha256', RSA, 259],
	] as const)('%s: %s', async (_algorithm, file, parameters, asExpected) => {
		const groups = wycheproof<SignatureGroup>(file);
		const compared = await compare(groups, async ({ msg, sig }: SignatureVector, { publicKeyPem }: SignatureGroup) => {
			const spki = createPublicKey(publicKeyPem).export({ format: 'der', type: 'spki' });
			const key = await webcrypto.subtle.importKey('spki', spki, parameters, false, ['verify']);
			return webcrypto.subtle.verify(parameters, key, bytes(sig), bytes(msg));
		});
		expect(compared).toEqual({ asExpected, otherwise: [] });
	});
});

it('derToJose gives a signature that verifies as the one that it was made from (Wycheproof)', () => {
	let verified = 0;
	for (const { publicKeyPem, tests } of wycheproof<SignatureGroup>('ecdsa_secp256r1_sha256')) {
		const key = { key: createPublicKey(publicKeyPem), dsaEncoding: 'ieee-p1363' } as const;
		for (const { msg, sig } of tests.filter(({ result }) => result === 'valid')) {
			expect(verify('sha256', bytes(msg), key, derToJose(bytes(sig)))).toBe(true);
			verified += 1;
		}
	}
	expect(verified).toBe(174);
});
