import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { derToJose } from './der-to-jose.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** DER of two positive integers, written out independently of what is tested. */
function der(r: bigint, s: bigint): Buffer {
	const integers = [r, s].map((value) => {
		const hex = value.toString(16);
		const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
		const content = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
		return Buffer.concat([Buffer.of(0x02, content.length), content]);
	});
	const content = Buffer.concat(integers);
	return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

function jose(r: bigint, s: bigint): string {
	const hex = [r, s].map((value) => value.toString(16).padStart(64, '0')).join('');
	return Buffer.from(hex, 'hex').toString('base64url');
}

it('10,000 signatures verify, whatever the lengths of their integers', () => {
	const lengths = new Set<number>();
	for (let index = 0; index < 10_000; index++) {
		const message = Buffer.from(`message ${index}`);
		const signature = sign('sha256', message, privateKey);
		lengths.add(signature[3] ?? 0);
		const converted = Buffer.from(derToJose(signature), 'base64url');
		expect(converted.length).toBe(64);
		expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, converted)).toBe(true);
	}
	// Chance makes one r of 512 shorter than 32 bytes: without one, the test would have tested less than it says.
	expect(Math.min(...lengths)).toBeLessThan(32);
	expect(Math.max(...lengths)).toBe(33);
}, 60_000);

const edges = [1n, 0x7fn, 0x80n, 0xffn, 0x100n, ...[8n, 31n, 32n].flatMap((bytes) => edgesAt(bytes * 8n))];

/** The integers around a length of so many bits: with the highest bit clear, with it set, and all ones. */
function edgesAt(bits: bigint): bigint[] {
	return [1n << (bits - 2n), (1n << (bits - 1n)) - 1n, 1n << (bits - 1n), (1n << bits) - 1n];
}

it.each(edges)('r = %i beside every s, short and with leading zeros, keeps its place', (r) => {
	for (const s of edges) {
		expect(derToJose(der(r, s))).toBe(jose(r, s));
		expect(derToJose(der(s, r))).toBe(jose(s, r));
	}
});
