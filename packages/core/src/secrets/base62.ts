import type { Random } from '../ports.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RADIX = ALPHABET.length;
/** The largest multiple of 62 in a byte: bytes from here on are drawn again, or some characters would be likelier. */
const UNBIASED_BYTES = 256 - (256 % RADIX);

/** `length` characters of `[0-9A-Za-z]`, each worth log2(62) ≈ 5.95 bits. */
export function randomBase62(random: Random, length: number): string {
	let text = '';
	while (text.length < length) {
		for (const byte of random.bytes(length - text.length)) {
			if (byte < UNBIASED_BYTES) text += ALPHABET[byte % RADIX];
		}
	}
	return text;
}

/** A non-negative integer in base 62, left-padded with zeros. */
export function encodeBase62(value: number, width: number): string {
	let text = '';
	for (let rest = value; rest > 0; rest = Math.floor(rest / RADIX)) text = ALPHABET[rest % RADIX] + text;
	return text.padStart(width, '0');
}
