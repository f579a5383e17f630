import type { HostKey } from '@latchkey/core';
import { BUILT_AT, unique } from './built.ts';

/** A signing key. */
export function buildHostKey(fields: Partial<HostKey> = {}): HostKey {
	return {
		keyId: `key_${unique()}`,
		purpose: 'token_signing',
		algorithm: 'ES256',
		publicJwk: '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}',
		wrapped: { keyEncryptionKeyId: 'kek-1', ciphertext: 'd3JhcHBlZC1rZXk' },
		createdAt: BUILT_AT,
		activatesAt: BUILT_AT + 1000,
		...fields,
	};
}
