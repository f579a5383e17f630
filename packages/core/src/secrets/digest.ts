import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * The keyed digest of a presented secret: HMAC-SHA-256 over Client ID and secret, so that a digest put into another
 * application's row is worth nothing there. A fast digest is right: the secret has 190 bits, nothing can be guessed.
 */
export function secretDigest(key: KeyObject, clientId: string, secretText: string): string {
	return createHmac('sha256', key).update(`${clientId}\0${secretText}`).digest('base64url');
}

/**
 * The keyed digest of a secret alone, for one that is found somewhere without its Client ID. No Client ID is empty, so
 * it is never the digest of any application.
 */
export function secretFingerprint(key: KeyObject, secretText: string): string {
	return secretDigest(key, '', secretText);
}

/** Constant-time comparison of two digests of equal length. */
export function digestsEqual(a: string, b: string): boolean {
	const left = Buffer.from(a);
	const right = Buffer.from(b);
	return left.length === right.length && timingSafeEqual(left, right);
}
