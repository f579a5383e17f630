import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import { runs } from '../../test/soak.ts';
import { seal, unseal } from './seal.ts';

const key = Buffer.alloc(32, 7);
const context = ['client-secret', 'acme', 'phones', 'lk.acme.phones.x', 'sec_1', 'key-1'];
const random = seededRandom('seal');
const plaintext = Buffer.from('lks_0123456789abcdefghijklmnopqrstuvwxyzAB');
const sealed = seal(random, key, plaintext, context);

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

describe('seal and unseal', () => {
	it('give back what was sealed, whatever it is', () => {
		const anyContext = fc.array(fc.string());
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), anyContext, fc.integer(), (text, parts, seed) => {
				const made = seal(seededRandom(seed), key, text, parts);
				expect(made).toMatch(/^[\w-]+$/);
				expect(unseal(key, made, parts)).toEqual(Buffer.from(text));
			}),
			runs(300),
		);
	});

	it('never use a nonce twice, even for the same text', () => {
		const nonces = Array.from({ length: 2000 }, () =>
			seal(random, key, plaintext, context).slice(0, (NONCE_BYTES * 4) / 3),
		);
		expect(new Set(nonces).size).toBe(nonces.length);
	});

	it('hide the text', () => {
		expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('lks_');
	});
});

describe('case 21: what was sealed stays shut', () => {
	it('case 21: with any one bit flipped, in nonce, text or tag', () => {
		const bytes = Buffer.from(sealed, 'base64url');
		for (let bit = 0; bit < bytes.length * 8; bit++) {
			const flipped = Buffer.from(bytes);
			flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			expect(() => unseal(key, flipped.toString('base64url'), context), `bit ${bit}`).toThrow();
		}
	});

	it('case 21: cut at any length, from either end', () => {
		const bytes = Buffer.from(sealed, 'base64url');
		for (let length = 0; length < bytes.length; length++) {
			expect(() => unseal(key, bytes.subarray(0, length).toString('base64url'), context)).toThrow();
			expect(() => unseal(key, bytes.subarray(bytes.length - length).toString('base64url'), context)).toThrow();
		}
	});

	it('case 21: with a tag cut to any of the lengths that GCM itself would take', () => {
		const bytes = Buffer.from(sealed, 'base64url');
		const [head, tag] = [bytes.subarray(0, -TAG_BYTES), bytes.subarray(-TAG_BYTES)];
		for (const length of [4, 8, 12, 13, 14, 15]) {
			const short = Buffer.concat([head, tag.subarray(0, length)]);
			expect(() => unseal(key, short.toString('base64url'), context), `${length} bytes`).toThrow();
		}
		// Nor for an empty text, where the shorter tag would reach into the nonce.
		const empty = Buffer.from(seal(random, key, Buffer.of(), context), 'base64url');
		expect(() => unseal(key, empty.subarray(0, -1).toString('base64url'), context)).toThrow('too short');
	});

	it('case 21: with the tag or the nonce of another', () => {
		const a = Buffer.from(sealed, 'base64url');
		const b = Buffer.from(seal(random, key, plaintext, context), 'base64url');
		const mixes = [
			[a.subarray(0, -TAG_BYTES), b.subarray(-TAG_BYTES)],
			[b.subarray(0, NONCE_BYTES), a.subarray(NONCE_BYTES)],
		];
		for (const mix of mixes) expect(() => unseal(key, Buffer.concat(mix).toString('base64url'), context)).toThrow();
	});

	it('case 21: in another context: each part, their order, and where one ends', () => {
		const others = [
			...context.map((part, place) => context.with(place, `${part}x`)),
			context.toReversed(),
			context.slice(0, -1),
			[...context, ''],
			[context.join('')],
			['client-secretacme', '', ...context.slice(2)],
			[],
		];
		for (const other of others) expect(() => unseal(key, sealed, other), JSON.stringify(other)).toThrow();
		expect(unseal(key, sealed, [...context])).toEqual(plaintext);
	});

	it('case 21: under any other key', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (other) => {
				fc.pre(!key.equals(other));
				expect(() => unseal(other, sealed, context)).toThrow();
			}),
			runs(200),
		);
		expect(() => unseal(key.subarray(0, 16), sealed, context)).toThrow();
	});

	it('case 21: where it is no sealed value at all', () => {
		for (const text of ['', 'A', sealed.slice(0, 37), '💥'.repeat(40), `${sealed}${sealed}`]) {
			expect(() => unseal(key, text, context), text).toThrow();
		}
	});
});
