import type { CredentialUsage } from '@latchkey/core';
import { BUILT_AT } from './built.ts';

export function buildUsage(fields: Pick<CredentialUsage, 'clientId'> & Partial<CredentialUsage>): CredentialUsage {
	return {
		credentialId: 'sec_1',
		tokensIssued: 1,
		firstUsedAt: BUILT_AT,
		lastUsedAt: BUILT_AT,
		lastAddress: '192.0.2.1',
		...fields,
	};
}
