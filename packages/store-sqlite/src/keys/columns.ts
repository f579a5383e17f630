import type { SQLInputValue } from 'node:sqlite';
import type { HostKey, WrappedKey } from '@latchkey/core';

/** One row, in the order of `HOST_KEY_COLUMNS`. */
export type HostKeyRow = readonly [
	keyId: string,
	purpose: HostKey['purpose'],
	algorithm: string | null,
	publicJwk: string | null,
	wrapped: string,
	createdAt: number,
	activatesAt: number,
];

export const HOST_KEY_COLUMNS = 'key_id, purpose, algorithm, public_jwk, wrapped, created_at, activates_at';

export function hostKeyOf(row: HostKeyRow): HostKey {
	const [keyId, purpose, algorithm, publicJwk, wrapped, createdAt, activatesAt] = row;
	return { keyId, purpose, algorithm, publicJwk, wrapped: JSON.parse(wrapped) as WrappedKey, createdAt, activatesAt };
}

/** In the order of `HOST_KEY_COLUMNS`. */
export function hostKeyValues(key: HostKey): SQLInputValue[] {
	const { keyId, purpose, algorithm, publicJwk, wrapped, createdAt, activatesAt } = key;
	return [keyId, purpose, algorithm, publicJwk, wrappedText(wrapped), createdAt, activatesAt];
}

/** One spelling, so that two can be compared by the database. */
export function wrappedText({ keyEncryptionKeyId, ciphertext }: WrappedKey): string {
	return JSON.stringify({ keyEncryptionKeyId, ciphertext });
}
