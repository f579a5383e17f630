import type { SQLInputValue } from 'node:sqlite';
import type { Policy } from '@latchkey/core';
import { json, type Row } from '../database/rows.ts';

export const POLICY_COLUMNS =
	'customer_id, domain_id, show_once, rules, data_key, endpoint_key, revision, created_at, updated_at, removed_at';

export function policyOf(row: Row): Policy {
	const removedAt = row['removed_at'];
	return {
		customerId: String(row['customer_id']),
		domainId: String(row['domain_id']),
		showOnce: row['show_once'] === 1,
		rules: json(row['rules']),
		dataKey: row['data_key'] === null ? null : json(row['data_key']),
		endpointKey: row['endpoint_key'] === null ? null : json(row['endpoint_key']),
		revision: Number(row['revision']),
		createdAt: Number(row['created_at']),
		updatedAt: Number(row['updated_at']),
		removedAt: removedAt === null ? null : Number(removedAt),
	};
}

/** In the order of `POLICY_COLUMNS`. */
export function policyValues(policy: Policy): SQLInputValue[] {
	const { customerId, domainId, showOnce, rules, dataKey, endpointKey, revision } = policy;
	const { createdAt, updatedAt, removedAt } = policy;
	const settings = [Number(showOnce), JSON.stringify(rules)];
	const keys = [dataKey, endpointKey].map((key) => (key === null ? null : JSON.stringify(key)));
	return [customerId, domainId, ...settings, ...keys, revision, createdAt, updatedAt, removedAt];
}
