import { hash } from 'node:crypto';
import type { Random } from '../ports.ts';
import { encodeBase62, randomBase62 } from './base62.ts';

/** 32 characters of base 62: 190 bits. */
const RANDOM_LENGTH = 32;
/** 32 bits in base 62. */
const CHECKSUM_LENGTH = 6;

/**
 * A Client Secret: `<prefix>_`, 32 random characters and a checksum of 6, all of `[0-9A-Za-z]`. A scanner finds it by
 * `<prefix>_[0-9A-Za-z]{38}` and sorts out chance hits by the checksum, as with GitHub's tokens.
 */
export function generateSecretText(random: Random, prefix: string): string {
	const body = `${prefix}_${randomBase62(random, RANDOM_LENGTH)}`;
	return body + checksum(body);
}

/**
 * Whether a text has the shape of a secret and its checksum is right. A wrong checksum is a typing error: it says
 * nothing about whether any such secret exists.
 */
export function isWellFormedSecret(text: string, prefix: string): boolean {
	if (text.length !== prefix.length + 1 + RANDOM_LENGTH + CHECKSUM_LENGTH) return false;
	if (!text.startsWith(`${prefix}_`)) return false;
	return checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** What a person sees of a secret in a list. */
export function secretHint(text: string): string {
	return text.slice(-4);
}

/** The first 32 bits of SHA-256 in base 62. */
function checksum(body: string): string {
	return encodeBase62(Number.parseInt(hash('sha256', body, 'hex').slice(0, 8), 16), CHECKSUM_LENGTH);
}
