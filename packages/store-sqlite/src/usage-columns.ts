import type { SQLInputValue } from 'node:sqlite';
import type { SecretUsage } from '@latchkey/core';
import type { Row } from './rows.ts';

export const USAGE_COLUMNS = 'client_id, secret_id, tokens_issued, first_used_at, last_used_at, last_address';

export function usageOf(row: Row): SecretUsage {
	const lastAddress = row['last_address'];
	return {
		clientId: String(row['client_id']),
		secretId: String(row['secret_id']),
		tokensIssued: Number(row['tokens_issued']),
		firstUsedAt: Number(row['first_used_at']),
		lastUsedAt: Number(row['last_used_at']),
		lastAddress: typeof lastAddress === 'string' ? lastAddress : null,
	};
}

/** In the order of `USAGE_COLUMNS`. */
export function usageValues(usage: SecretUsage): SQLInputValue[] {
	const { clientId, secretId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress } = usage;
	return [clientId, secretId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress];
}
