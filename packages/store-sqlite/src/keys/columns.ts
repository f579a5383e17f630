import type { SQLInputValue } from 'node:sqlite';
import type { HostKey } from '@latchkey/core';
import { json, type Row } from '../database/rows.ts';

export const HOST_KEY_COLUMNS = 'key_id, purpose, algorithm, public_jwk, wrapped, created_at, activates_at';

export function hostKeyOf(row: Row): HostKey {
	return {
		keyId: String(row['key_id']),
		purpose: row['purpose'] as HostKey['purpose'],
		algorithm: row['algorithm'] as string | null,
		publicJwk: row['public_jwk'] as string | null,
		wrapped: json(row['wrapped']),
		createdAt: Number(row['created_at']),
		activatesAt: Number(row['activates_at']),
	};
}

/** In the order of `HOST_KEY_COLUMNS`. */
export function hostKeyValues(key: HostKey): SQLInputValue[] {
	const { keyId, purpose, algorithm, publicJwk, wrapped, createdAt, activatesAt } = key;
	return [keyId, purpose, algorithm, publicJwk, wrappedText(wrapped), createdAt, activatesAt];
}

/** One spelling, so that two can be compared by the database. */
export function wrappedText({ keyEncryptionKeyId, ciphertext }: HostKey['wrapped']): string {
	return JSON.stringify({ keyEncryptionKeyId, ciphertext });
}
