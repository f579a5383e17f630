import type { SQLInputValue } from 'node:sqlite';
import type { DisabledReason, Endpoint, EndpointChanges, EndpointStatus } from '@latchkey/core';
import { type Assignments, list } from '../applications/columns.ts';

/** One row, in the order of `ENDPOINT_COLUMNS`. */
export type EndpointRow = readonly [
	endpointId: string,
	customerId: string,
	domainId: string,
	clientId: string | null,
	slot: string,
	url: string,
	description: string,
	eventTypes: string | null,
	status: EndpointStatus,
	disabledReason: DisabledReason | null,
	signingSecrets: string,
	failingSince: number | null,
	nextAttemptAt: number | null,
	wakeups: number,
	revision: number,
	createdAt: number,
	createdBy: string,
	updatedAt: number,
	removedAt: number | null,
];

export const ENDPOINT_COLUMNS = `endpoint_id, customer_id, domain_id, client_id, slot, url, description, event_types,
	status, disabled_reason, signing_secrets, failing_since, next_attempt_at, wakeups, revision, created_at, created_by,
	updated_at, removed_at`;

export function endpointOf(row: EndpointRow): Endpoint {
	return {
		endpointId: row[0],
		customerId: row[1],
		domainId: row[2],
		clientId: row[3],
		slot: row[4],
		url: row[5],
		description: row[6],
		eventTypes: row[7] === null ? null : list(row[7]),
		status: row[8],
		disabledReason: row[9],
		signingSecrets: list(row[10]),
		failingSince: row[11],
		nextAttemptAt: row[12],
		wakeups: row[13],
		revision: row[14],
		createdAt: row[15],
		createdBy: row[16],
		updatedAt: row[17],
		removedAt: row[18],
	};
}

type ChangeableField = keyof EndpointChanges;

const COLUMN_OF: Readonly<Record<ChangeableField, string>> = {
	clientId: 'client_id',
	slot: 'slot',
	url: 'url',
	description: 'description',
	eventTypes: 'event_types',
	status: 'status',
	disabledReason: 'disabled_reason',
	signingSecrets: 'signing_secrets',
	failingSince: 'failing_since',
	createdAt: 'created_at',
	createdBy: 'created_by',
	updatedAt: 'updated_at',
	removedAt: 'removed_at',
};
const CHANGEABLE = Object.keys(COLUMN_OF) as ChangeableField[];

/** What a change sets. A whole document fits the type of a change, so what it may not set is left out here. */
export function endpointAssignments(changes: EndpointChanges): Assignments {
	const columns: string[] = [];
	const values: SQLInputValue[] = [];
	for (const field of CHANGEABLE) {
		const value = changes[field];
		if (value === undefined) continue;
		columns.push(COLUMN_OF[field]);
		values.push(typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
	}
	return { columns, values };
}
