import type { DisabledReason, DocumentKey, Endpoint, EndpointChanges, EndpointStatus, Tenant } from '@latchkey/core';
import { type Assignments, assignmentsOf } from '../database/assignments.ts';
import { list, nullable } from '../database/rows.ts';

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
		eventTypes: nullable(row[7]),
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

export const endpointKey = (tenant: Tenant, endpointId: string): DocumentKey => ({
	tenant,
	kind: 'endpoint',
	id: endpointId,
});

const COLUMN_OF: Readonly<Record<keyof EndpointChanges, string>> = {
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

export function endpointAssignments(changes: EndpointChanges): Assignments {
	return assignmentsOf(COLUMN_OF, changes);
}
