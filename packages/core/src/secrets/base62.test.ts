import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import { runs } from '../../test/soak.ts';
import type { Random } from '../ports.ts';
import { encodeBase62, randomBase62 } from './base62.ts';

/** Hands out these bytes, and says how often it was asked. */
function fixedRandom(bytes: readonly number[]): Random & { readonly left: () => number } {
	const rest = [...bytes];
	return {
		left: () => rest.length,
		bytes(length) {
			if (rest.length < length) throw new RangeError('no bytes are left');
			return Uint8Array.from(rest.splice(0, length));
		},
	};
}

describe('randomBase62', () => {
	it('makes each character of exactly four byte values, and of the other eight none', () => {
		const counts = new Map<string, number>();
		for (let byte = 0; byte < 256; byte++) {
			const random = fixedRandom([byte, 0]);
			const character = randomBase62(random, 1);
			const drawnAgain = random.left() === 0;
			expect(drawnAgain).toBe(byte >= 248);
			if (!drawnAgain) counts.set(character, (counts.get(character) ?? 0) + 1);
		}
		expect([...counts.keys()].sort().join('')).toMatch(/^[0-9A-Za-z]{62}$/);
		expect(new Set(counts.values())).toEqual(new Set([4]));
	});

	it('draws again what it threw away, until it is long enough', () => {
		expect(randomBase62(fixedRandom([255, 0, 250, 1, 249, 2]), 3)).toBe('012');
	});

	it('is as long as was asked', () => {
		fc.assert(
			fc.property(fc.nat({ max: 200 }), fc.integer(), (length, seed) => {
				expect(randomBase62(seededRandom(seed), length)).toMatch(new RegExp(`^[0-9A-Za-z]{${length}}$`));
			}),
			runs(200),
		);
	});
});

describe('encodeBase62', () => {
	it.each([
		[0, 1, '0'],
		[0, 6, '000000'],
		[61, 2, '0z'],
		[62, 2, '10'],
		[2 ** 32 - 1, 6, '4gfFC3'],
	])('%d in %d characters is %s', (value, width, text) => {
		expect(encodeBase62(value, width)).toBe(text);
	});

	it('can be read back', () => {
		const digits = Array.from({ length: 62 }, (_, value) => encodeBase62(value, 1));
		fc.assert(
			fc.property(fc.nat({ max: 2 ** 32 - 1 }), (value) => {
				const read = [...encodeBase62(value, 6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
				expect(read).toBe(value);
			}),
			runs(500),
		);
	});
});
