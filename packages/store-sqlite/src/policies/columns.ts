import type { SQLInputValue } from 'node:sqlite';
import type { DocumentKey, Policy, PolicyChanges, Tenant } from '@latchkey/core';
import { type Assignments, assignmentsOf } from '../database/assignments.ts';
import { nullable } from '../database/rows.ts';

/** One row, in the order of `POLICY_COLUMNS`. */
export type PolicyRow = readonly [
	customerId: string,
	domainId: string,
	showOnce: 0 | 1,
	rules: string,
	dataKey: string | null,
	endpointKey: string | null,
	revision: number,
	createdAt: number,
	updatedAt: number,
	removedAt: number | null,
];

export const POLICY_COLUMNS =
	'customer_id, domain_id, show_once, rules, data_key, endpoint_key, revision, created_at, updated_at, removed_at';

export function policyOf(row: PolicyRow): Policy {
	return {
		customerId: row[0],
		domainId: row[1],
		showOnce: row[2] === 1,
		rules: JSON.parse(row[3]) as Policy['rules'],
		dataKey: nullable(row[4]),
		endpointKey: nullable(row[5]),
		revision: row[6],
		createdAt: row[7],
		updatedAt: row[8],
		removedAt: row[9],
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

export const policyKey = (tenant: Tenant): DocumentKey => ({ tenant, kind: 'policy', id: null });

const COLUMN_OF: Readonly<Record<keyof PolicyChanges, string>> = {
	showOnce: 'show_once',
	rules: 'rules',
	dataKey: 'data_key',
	endpointKey: 'endpoint_key',
	createdAt: 'created_at',
	updatedAt: 'updated_at',
	removedAt: 'removed_at',
};

export function policyAssignments(changes: PolicyChanges): Assignments {
	return assignmentsOf(COLUMN_OF, changes);
}
