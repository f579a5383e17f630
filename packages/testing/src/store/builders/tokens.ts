import type { RevokedToken, UsedAssertion } from '@latchkey/core';
import { BUILT_AT, unique } from './built.ts';

export function buildRevokedToken(fields: Partial<RevokedToken> = {}): RevokedToken {
	return {
		tokenId: `token-${unique()}`,
		clientId: 'lk.acme.emm-eu.of-tokens',
		revokedAt: BUILT_AT,
		expiresAt: BUILT_AT + 86_400_000,
		...fields,
	};
}

/** Of a token that has a day to live. */
export function buildUsedAssertion(fields: Partial<UsedAssertion> = {}): UsedAssertion {
	const random = unique();
	return { clientId: `lk.acme.emm-eu.${random}`, digest: `digest-${random}`, expiresAt: BUILT_AT + 360_000, ...fields };
}
