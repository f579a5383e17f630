import { type SymmetricKey, type SymmetricKeyParts, symmetricKey } from './symmetric-key.ts';

/** The host's key for digests of secrets. */
export type DigestKey = SymmetricKey;

export function digestKey(parts: SymmetricKeyParts): DigestKey {
	return symmetricKey(parts, { keyId: 'secret-digest-1', purpose: 'secret_digest' });
}
