import type { AuditActor, AuditCheckpoint, AuditEntry, Tenant } from '@latchkey/core';
import type { SchemaDefinition } from 'mongoose';
import { tenantId } from '../database/ids.ts';
import { nullable, TENANT_FIELDS } from '../database/schema.ts';

/** `_id` is `auditId`, and the one place where the sequence is. */
export interface AuditDocument extends Omit<AuditEntry, 'sequence' | 'actor' | 'data'> {
	readonly _id: string;
	readonly actorKind: AuditActor['kind'];
	readonly actorId: string | null;
	readonly credentialId: string | null;
	readonly address: string | null;
	/** As text: what it tells is the caller's, and must mean nothing to the database. */
	readonly data: string;
}

export const auditEntrySchema: SchemaDefinition = {
	_id: String,
	...TENANT_FIELDS,
	eventId: String,
	type: { type: String },
	at: Number,
	actorKind: String,
	actorId: nullable(String),
	credentialId: nullable(String),
	address: nullable(String),
	clientId: nullable(String),
	data: String,
	link: String,
	mac: String,
};

/** `_id` is `tenantId`. */
export interface CheckpointDocument extends AuditCheckpoint {
	readonly _id: string;
}

export const auditCheckpointSchema: SchemaDefinition = {
	_id: String,
	...TENANT_FIELDS,
	sequence: Number,
	link: String,
	mac: String,
	cutAt: Number,
	proof: String,
};

const SEQUENCE_DIGITS = 16;
/** Sorts after every sequence. */
const AFTER_ALL = '~';

/** In order of these, entries are in order of their tenants, and then of their sequence. */
export function auditId(tenant: Tenant, sequence: number): string {
	return `${tenantId(tenant)} ${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`;
}

export function auditSequenceOf({ _id }: Pick<AuditDocument, '_id'>): number {
	return Number(_id.split(' ').at(-1));
}

/** After the last entry that a tenant can have. */
export function afterAuditOf(tenant: Tenant): string {
	return `${tenantId(tenant)} ${AFTER_ALL}`;
}

export function auditDocument({ sequence, actor, data, ...entry }: AuditEntry): AuditDocument {
	const { kind: actorKind, id: actorId, credentialId, address } = actor;
	return {
		_id: auditId(entry, sequence),
		...entry,
		actorKind,
		actorId,
		credentialId,
		address,
		data: JSON.stringify(data),
	};
}

/** Of the document as it is, whoever has written it: whether it is what was entered, only its chain can say. */
export function auditEntryOf(document: AuditDocument): AuditEntry {
	const { customerId, domainId, eventId, type, at, clientId, link, mac } = document;
	const { actorKind: kind, actorId: id, credentialId, address } = document;
	return {
		customerId,
		domainId,
		sequence: auditSequenceOf(document),
		eventId,
		type,
		at,
		actor: { kind, id, credentialId, address },
		clientId,
		data: dataOf(document.data),
		link,
		mac,
	};
}

/** Text that is no JSON was not written by a store, and must not keep the rest of the chain from being verified. */
function dataOf(text: string): AuditEntry['data'] {
	try {
		return JSON.parse(text) as AuditEntry['data'];
	} catch {
		return { unreadable: text };
	}
}

export function checkpointDocument(checkpoint: AuditCheckpoint): CheckpointDocument {
	return { _id: tenantId(checkpoint), ...checkpoint };
}

export function checkpointOf({ _id, ...checkpoint }: CheckpointDocument): AuditCheckpoint {
	return checkpoint;
}
