import type { SecretUsage, UsageRepository } from '@latchkey/core';
import type { Connection } from './connection.ts';
import type { Row } from './rows.ts';

function usage(row: Row): SecretUsage {
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

export function usageRepository({ database, snapshot, write }: Connection): UsageRepository {
	const record = database.prepare(
		`INSERT INTO usage (customer_id, domain_id, client_id, secret_id,
			tokens_issued, first_used_at, last_used_at, last_address)
		 VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		 ON CONFLICT DO UPDATE SET
			tokens_issued = tokens_issued + excluded.tokens_issued,
			first_used_at = min(first_used_at, excluded.first_used_at),
			last_address = iif(excluded.last_used_at >= last_used_at, excluded.last_address, last_address),
			last_used_at = max(last_used_at, excluded.last_used_at)`,
	);
	const find = database.prepare(
		`SELECT client_id, secret_id, tokens_issued, first_used_at, last_used_at, last_address FROM usage
		 WHERE customer_id = ? AND domain_id = ? AND client_id = ?`,
	);
	return {
		record: ({ customerId, domainId }, usages) =>
			write(() => {
				for (const { clientId, secretId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress } of usages) {
					const counts = [tokensIssued, firstUsedAt, lastUsedAt, lastAddress];
					record.run(customerId, domainId, clientId, secretId, ...counts);
				}
			}),
		find: ({ customerId, domainId }, clientIds) =>
			snapshot(() => clientIds.flatMap((clientId) => find.all(customerId, domainId, clientId).map(usage))),
	};
}
