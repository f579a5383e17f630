import { DEFAULT_RULES, type Policy, type Tenant } from '@latchkey/core';
import { BUILT_AT, unique } from './built.ts';

/** The policy of a domain that seals its secrets, of revision 1. */
export function buildPolicy(
	{ customerId, domainId }: Tenant,
	fields: Partial<Omit<Policy, keyof Tenant>> = {},
): Policy {
	return {
		customerId,
		domainId,
		showOnce: false,
		rules: DEFAULT_RULES,
		dataKey: {
			dataKeyId: `dk_${unique()}`,
			wrapped: { keyEncryptionKeyId: 'kek-1', ciphertext: 'd3JhcHBlZC1kYXRhLWtleQ' },
		},
		endpointKey: null,
		revision: 1,
		createdAt: BUILT_AT,
		updatedAt: BUILT_AT,
		removedAt: null,
		...fields,
	};
}
