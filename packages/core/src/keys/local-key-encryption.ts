import { randomBytes } from 'node:crypto';
import type { KeyEncryption } from '../ports.ts';
import { seal, unseal } from '../secrets/seal.ts';

export interface LocalKeyEncryptionOptions {
	/** The id of the key that wraps from now on; must be one of `keys`. */
	readonly currentKeyId: string;
	/** Every key-encryption key that something in the store may still be wrapped by: 32 bytes each, by id. */
	readonly keys: Readonly<Record<string, Uint8Array>>;
}

/** A key-encryption key that the host holds in memory. For an HSM or a KMS, implement `KeyEncryption` instead. */
export function localKeyEncryption({ currentKeyId, keys }: LocalKeyEncryptionOptions): KeyEncryption {
	const byId = new Map(Object.entries(keys));
	for (const [keyId, key] of byId) {
		if (key.length !== 32) throw new TypeError(`key-encryption key "${keyId}" must be 32 bytes, not ${key.length}`);
	}
	const keyNamed = (keyId: string): Uint8Array => {
		const key = byId.get(keyId);
		if (key === undefined) throw new Error(`there is no key-encryption key "${keyId}"`);
		return key;
	};
	const current = keyNamed(currentKeyId);
	const random = { bytes: (length: number) => randomBytes(length) };

	return {
		currentKeyId,
		async wrap(key, context) {
			return {
				keyEncryptionKeyId: currentKeyId,
				ciphertext: seal(random, current, key, ['wrapped-key', currentKeyId, context]),
			};
		},
		async unwrap(wrapped, context) {
			const keyId = wrapped.keyEncryptionKeyId;
			const key = keyNamed(keyId);
			try {
				return unseal(key, wrapped.ciphertext, ['wrapped-key', keyId, context]);
			} catch (cause) {
				throw new Error(`the key-encryption key "${keyId}" does not open this: it is another of that name`, { cause });
			}
		},
	};
}
