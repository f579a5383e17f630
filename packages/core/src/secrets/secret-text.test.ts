import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import { runs } from '../../test/soak.ts';
import { generateSecretText, isWellFormedSecret, secretHint } from './secret-text.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const prefixes = fc.stringMatching(/^[A-Za-z0-9]{1,16}$/);
const secrets = fc.integer().map((seed) => generateSecretText(seededRandom(seed), 'lks'));

describe('a Client Secret', () => {
	it('has the shape that a scanner looks for, and a checksum that is right', () => {
		fc.assert(
			fc.property(prefixes, fc.integer(), (prefix, seed) => {
				const text = generateSecretText(seededRandom(seed), prefix);
				expect(text).toMatch(new RegExp(`^${prefix}_[0-9A-Za-z]{38}$`));
				expect(isWellFormedSecret(text, prefix)).toBe(true);
				expect(secretHint(text)).toBe(text.slice(-4));
			}),
			runs(300),
		);
	});

	it('holds at least 160 bits of chance', () => {
		const asked: number[] = [];
		const random = seededRandom('bits');
		const counting = {
			bytes(length: number) {
				asked.push(length);
				return random.bytes(length);
			},
		};
		const randomPart = generateSecretText(counting, 'lks').slice('lks_'.length, -6);
		expect(randomPart.length * Math.log2(62)).toBeGreaterThanOrEqual(160);
		expect(asked.reduce((sum, length) => sum + length, 0)).toBeGreaterThanOrEqual(randomPart.length);
	});

	it('is another one each time', () => {
		const random = seededRandom('many');
		expect(new Set(Array.from({ length: 1000 }, () => generateSecretText(random, 'lks'))).size).toBe(1000);
	});
});

describe('a typing error is told from a wrong secret', () => {
	it('where one character was mistyped, at any place', () => {
		fc.assert(
			fc.property(secrets, fc.nat({ max: 61 }), (text, shift) => {
				for (let place = 'lks_'.length; place < text.length; place++) {
					const typed = ALPHABET[(ALPHABET.indexOf(text.charAt(place)) + 1 + shift) % 62] ?? '';
					if (typed === text[place]) continue;
					// Of 2^32 such errors, one is not caught.
					const mistyped = text.slice(0, place) + typed + text.slice(place + 1);
					expect(isWellFormedSecret(mistyped, 'lks'), `place ${place}`).toBe(false);
				}
			}),
			runs(100),
		);
	});

	it('where two neighbours changed places', () => {
		fc.assert(
			fc.property(secrets, (text) => {
				for (let place = 0; place < text.length - 1; place++) {
					const [a, b] = [text.charAt(place), text.charAt(place + 1)];
					if (a === b) continue;
					const swapped = text.slice(0, place) + b + a + text.slice(place + 2);
					expect(isWellFormedSecret(swapped, 'lks'), `place ${place}`).toBe(false);
				}
			}),
			runs(100),
		);
	});

	it('where it was cut or ran on, by any length', () => {
		const text = generateSecretText(seededRandom('cut'), 'lks');
		for (let length = 0; length < text.length; length++) {
			expect(isWellFormedSecret(text.slice(0, length), 'lks')).toBe(false);
			expect(isWellFormedSecret(text.slice(length + 1), 'lks')).toBe(false);
		}
		for (const typed of [`${text}0`, `${text} `, ` ${text}`, `${text}\n`, text.toUpperCase(), `${text}${text}`]) {
			expect(isWellFormedSecret(typed, 'lks'), typed).toBe(false);
		}
	});

	it('where it is a secret of another prefix', () => {
		fc.assert(
			fc.property(secrets, prefixes, (text, prefix) => {
				fc.pre(prefix !== 'lks');
				expect(isWellFormedSecret(text, prefix)).toBe(false);
				expect(isWellFormedSecret(`${prefix}${text.slice(3)}`, prefix)).toBe(false);
			}),
			runs(200),
		);
	});

	it('chance never makes a secret', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^lks_[0-9A-Za-z]{38}$/), (text) => {
				expect(isWellFormedSecret(text, 'lks')).toBe(false);
			}),
			runs(500),
		);
	});
});
