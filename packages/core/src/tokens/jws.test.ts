import { sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../test/soak.ts';
import { derToJose, generateSigningKey, jwsSigner } from './jws.ts';
import type { SigningAlgorithm } from './settings.ts';

/** DER of two positive integers, written out independently of what is tested. */
function der(r: bigint, s: bigint): Buffer {
	const integers = [r, s].map((value) => {
		const hex = value.toString(16);
		const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
		const content = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
		return Buffer.concat([Buffer.of(0x02, content.length), content]);
	});
	const content = Buffer.concat(integers);
	return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

const padded = (value: bigint): string => value.toString(16).padStart(64, '0');

describe('derToJose', () => {
	it('keeps every signature good (RFC 7518 §3.4)', () => {
		const { privateKey, publicKey } = generateSigningKey('ES256');
		const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
		const lengths = new Set<number>();
		for (let index = 0; index < runs(3000).numRuns; index++) {
			const message = Buffer.from(`message ${index}`);
			const signature = sign('sha256', message, privateKey);
			lengths.add(signature[3] ?? 0);
			const jose = derToJose(signature);
			expect(jose.length).toBe(64);
			expect(verify('sha256', message, key, jose)).toBe(true);
		}
		// Half of them begin with a zero that keeps them positive; the short ones, which are rare, are below.
		expect([...lengths]).toEqual(expect.arrayContaining([32, 33]));
	});

	it.each([
		['both as long as can be', (1n << 256n) - 1n, (1n << 256n) - 1n],
		['both 32 bytes without a leading zero', 1n << 254n, (1n << 255n) - 1n],
		['a leading zero before r only', 1n << 255n, 1n << 254n],
		['a leading zero before s only', 1n << 254n, 1n << 255n],
		['r of 31 bytes', 1n << 246n, 1n << 255n],
		['s of 31 bytes', 1n << 255n, 1n << 246n],
		['r of 31 bytes and a leading zero: 32 in DER', 1n << 247n, 1n << 255n],
		['r of one byte', 1n, 1n << 255n],
		['s of one byte with a leading zero', 1n << 255n, 0x80n],
		['both of one byte', 1n, 0x7fn],
	])('%s', (_, r, s) => {
		expect(derToJose(der(r, s)).toString('hex')).toBe(padded(r) + padded(s));
	});

	it('any two integers keep their places', () => {
		const integer = fc.tuple(fc.bigInt({ min: 1n, max: (1n << 256n) - 1n }), fc.nat({ max: 255 }));
		const shortened = integer.map(([value, bits]) => (value >> BigInt(bits) === 0n ? 1n : value >> BigInt(bits)));
		fc.assert(
			fc.property(shortened, shortened, (r, s) => {
				expect(derToJose(der(r, s)).toString('hex')).toBe(padded(r) + padded(s));
			}),
			runs(1000),
		);
	});
});

describe('jwsSigner', () => {
	it.each<SigningAlgorithm>(['ES256', 'EdDSA', 'RS256'])(
		'%s: what it signs verifies, and nothing else',
		(algorithm) => {
			const { privateKey, publicKey } = generateSigningKey(algorithm);
			const signature = Buffer.from(jwsSigner(algorithm, privateKey)('header.claims'), 'base64url');
			const hash = algorithm === 'EdDSA' ? null : 'sha256';
			const key = algorithm === 'ES256' ? ({ key: publicKey, dsaEncoding: 'ieee-p1363' } as const) : publicKey;
			expect(verify(hash, Buffer.from('header.claims'), key, signature)).toBe(true);
			expect(verify(hash, Buffer.from('header.claimz'), key, signature)).toBe(false);
			const other = generateSigningKey(algorithm).publicKey;
			const otherKey = algorithm === 'ES256' ? ({ key: other, dsaEncoding: 'ieee-p1363' } as const) : other;
			expect(verify(hash, Buffer.from('header.claims'), otherKey, signature)).toBe(false);
		},
	);
});
