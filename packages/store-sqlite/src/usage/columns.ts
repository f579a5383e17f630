import type { SQLInputValue } from 'node:sqlite';
import type { CredentialUsage } from '@latchkey/core';

export const USAGE_COLUMNS = 'client_id, credential_id, tokens_issued, first_used_at, last_used_at, last_address';

/** In the order of `USAGE_COLUMNS`. */
type UsageRow = readonly [
	clientId: string,
	credentialId: string,
	tokensIssued: number,
	firstUsedAt: number,
	lastUsedAt: number,
	lastAddress: string | null,
];

export function usageOf(row: UsageRow): CredentialUsage {
	const [clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress] = row;
	return { clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress };
}

/** In the order of `USAGE_COLUMNS`. */
export function usageValues(usage: CredentialUsage): SQLInputValue[] {
	const { clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress } = usage;
	return [clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress];
}
