import type { SQLInputValue } from 'node:sqlite';
import type { CredentialUsage } from '@latchkey/core';
import type { Row } from '../database/rows.ts';

export const USAGE_COLUMNS = 'client_id, credential_id, tokens_issued, first_used_at, last_used_at, last_address';

export function usageOf(row: Row): CredentialUsage {
	const lastAddress = row['last_address'];
	return {
		clientId: String(row['client_id']),
		credentialId: String(row['credential_id']),
		tokensIssued: Number(row['tokens_issued']),
		firstUsedAt: Number(row['first_used_at']),
		lastUsedAt: Number(row['last_used_at']),
		lastAddress: typeof lastAddress === 'string' ? lastAddress : null,
	};
}

/** In the order of `USAGE_COLUMNS`. */
export function usageValues(usage: CredentialUsage): SQLInputValue[] {
	const { clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress } = usage;
	return [clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress];
}
