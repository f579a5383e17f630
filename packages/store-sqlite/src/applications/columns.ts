import {
	type ApplicationChanges,
	type ClientApplication,
	type ClientApplicationStatus,
	type DocumentKey,
	searchKey,
	type Tenant,
} from '@latchkey/core';
import { type Assignments, assignmentsOf } from '../database/assignments.ts';
import { list, nullable } from '../database/rows.ts';

/** One row, in the order of `APPLICATION_COLUMNS`. */
export type ApplicationRow = readonly [
	clientId: string,
	customerId: string,
	domainId: string,
	slot: string,
	name: string,
	description: string,
	ownerId: string,
	privileges: string,
	status: ClientApplicationStatus,
	secrets: string,
	revokedCredentials: string,
	tokenEpoch: number,
	revision: number,
	createdAt: number,
	createdBy: string,
	updatedAt: number,
	removedAt: number | null,
	invalidatedAt: number | null,
	nextDueAt: number | null,
	requestDigest: string | null,
	lifecycle: string,
	allowedAddresses: string,
	tokenLifetimeSeconds: number | null,
	certificates: string,
	endedSecrets: string,
	publicKeys: string,
	keySet: string | null,
];

export const APPLICATION_COLUMNS = `client_id, customer_id, domain_id, slot, name, description, owner_id, privileges,
	status, secrets, revoked_credentials, token_epoch, revision, created_at, created_by, updated_at, removed_at,
	invalidated_at, next_due_at, request_digest, lifecycle, allowed_addresses,
	token_lifetime_seconds, certificates, ended_secrets, public_keys, key_set`;

export function applicationOf(row: ApplicationRow): ClientApplication {
	return {
		clientId: row[0],
		customerId: row[1],
		domainId: row[2],
		slot: row[3],
		name: row[4],
		description: row[5],
		ownerId: row[6],
		privileges: list(row[7]),
		status: row[8],
		secrets: list(row[9]),
		revokedCredentials: list(row[10]),
		tokenEpoch: row[11],
		revision: row[12],
		createdAt: row[13],
		createdBy: row[14],
		updatedAt: row[15],
		removedAt: row[16],
		invalidatedAt: row[17],
		nextDueAt: row[18],
		requestDigest: row[19],
		lifecycle: JSON.parse(row[20]) as ClientApplication['lifecycle'],
		allowedAddresses: list(row[21]),
		tokenLifetimeSeconds: row[22],
		certificates: list(row[23]),
		endedSecrets: list(row[24]),
		publicKeys: list(row[25]),
		keySet: nullable(row[26]),
	};
}

export const applicationKey = (tenant: Tenant, clientId: string): DocumentKey => ({
	tenant,
	kind: 'application',
	id: clientId,
});

const COLUMN_OF: Readonly<Record<keyof ApplicationChanges, string>> = {
	slot: 'slot',
	name: 'name',
	description: 'description',
	ownerId: 'owner_id',
	privileges: 'privileges',
	status: 'status',
	secrets: 'secrets',
	revokedCredentials: 'revoked_credentials',
	tokenEpoch: 'token_epoch',
	createdAt: 'created_at',
	createdBy: 'created_by',
	updatedAt: 'updated_at',
	removedAt: 'removed_at',
	invalidatedAt: 'invalidated_at',
	nextDueAt: 'next_due_at',
	requestDigest: 'request_digest',
	lifecycle: 'lifecycle',
	allowedAddresses: 'allowed_addresses',
	tokenLifetimeSeconds: 'token_lifetime_seconds',
	certificates: 'certificates',
	endedSecrets: 'ended_secrets',
	publicKeys: 'public_keys',
	keySet: 'key_set',
};

export function applicationAssignments(changes: ApplicationChanges): Assignments {
	const { columns, values } = assignmentsOf(COLUMN_OF, changes);
	if (changes.name === undefined) return { columns, values };
	return { columns: [...columns, 'name_key'], values: [...values, searchKey(changes.name)] };
}
