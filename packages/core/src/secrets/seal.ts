import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../ports.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a random 96-bit nonce: base64url of nonce, ciphertext and tag. `context` is authenticated, not
 * stored: opening needs the same one, so that a sealed value moved to another row, tenant or purpose stays shut.
 */
export function seal(random: Random, key: Uint8Array, plaintext: Uint8Array, context: readonly string[]): string {
	const nonce = random.bytes(NONCE_BYTES);
	const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
	cipher.setAAD(encodeContext(context));
	const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
	return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url');
}

/** Throws where the value was tampered with, cut, or sealed by another key or for another context. */
export function unseal(key: Uint8Array, sealed: string, context: readonly string[]): Buffer {
	return open(key, Buffer.from(sealed, 'base64url'), encodeContext(context));
}

/** The bytes behind `unseal`: nonce, ciphertext and tag, with whatever was authenticated beside them. */
export function open(key: Uint8Array, sealed: Uint8Array, authenticated: Uint8Array): Buffer {
	if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new Error('a sealed value is too short');
	const tagStart = sealed.length - TAG_BYTES;
	const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
	decipher.setAAD(authenticated);
	decipher.setAuthTag(sealed.subarray(tagStart));
	return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagStart)), decipher.final()]);
}

/** JSON keeps the parts apart: no two lists of strings encode alike. */
function encodeContext(context: readonly string[]): Buffer {
	return Buffer.from(JSON.stringify(context));
}
