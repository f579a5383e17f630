import type { SQLInputValue } from 'node:sqlite';
import type { Policy } from '@latchkey/core';
import { json, type Row } from './rows.ts';

export const POLICY_COLUMNS =
	'customer_id, domain_id, show_once, rules, data_key, revision, created_at, updated_at, removed_at';

export function policyOf(row: Row): Policy {
	const removedAt = row['removed_at'];
	return {
		customerId: String(row['customer_id']),
		domainId: String(row['domain_id']),
		showOnce: row['show_once'] === 1,
		rules: json(row['rules']),
		dataKey: row['data_key'] === null ? null : json(row['data_key']),
		revision: Number(row['revision']),
		createdAt: Number(row['created_at']),
		updatedAt: Number(row['updated_at']),
		removedAt: removedAt === null ? null : Number(removedAt),
	};
}

/** In the order of `POLICY_COLUMNS`. */
export function policyValues(policy: Policy): SQLInputValue[] {
	const { customerId, domainId, showOnce, rules, dataKey, revision, createdAt, updatedAt, removedAt } = policy;
	const key = dataKey === null ? null : JSON.stringify(dataKey);
	const settings = [Number(showOnce), JSON.stringify(rules)];
	return [customerId, domainId, ...settings, key, revision, createdAt, updatedAt, removedAt];
}
