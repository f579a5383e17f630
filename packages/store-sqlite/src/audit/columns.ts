import type { SQLInputValue } from 'node:sqlite';
import type { AuditActor, AuditCheckpoint, AuditEntry, AuditType } from '@latchkey/core';

export const AUDIT_COLUMNS =
	'customer_id, domain_id, sequence, event_id, type, at, actor_kind, actor_id, credential_id, address, client_id, data, link, mac';

/** In the order of `AUDIT_COLUMNS`. */
export type AuditRow = readonly [
	customerId: string,
	domainId: string,
	sequence: number,
	eventId: string,
	type: string,
	at: number,
	actorKind: string,
	actorId: string | null,
	credentialId: string | null,
	address: string | null,
	clientId: string | null,
	data: string,
	link: string,
	mac: string,
];

/** Of the row as it is, whoever has written it: whether it is what was entered, only its chain can say. */
export function auditEntryOf(row: AuditRow): AuditEntry {
	const [
		customerId,
		domainId,
		sequence,
		eventId,
		type,
		at,
		kind,
		id,
		credentialId,
		address,
		clientId,
		data,
		link,
		mac,
	] = row;
	return {
		customerId,
		domainId,
		sequence,
		eventId,
		type: type as AuditType,
		at,
		actor: { kind: kind as AuditActor['kind'], id, credentialId, address },
		clientId,
		data: dataOf(data),
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

/** In the order of `AUDIT_COLUMNS`. */
export function auditEntryValues(entry: AuditEntry): SQLInputValue[] {
	const { customerId, domainId, sequence, eventId, type, at, actor, clientId, data, link, mac } = entry;
	const { kind, id, credentialId, address } = actor;
	const text = JSON.stringify(data);
	return [
		customerId,
		domainId,
		sequence,
		eventId,
		type,
		at,
		kind,
		id,
		credentialId,
		address,
		clientId,
		text,
		link,
		mac,
	];
}

export const CHECKPOINT_COLUMNS = 'customer_id, domain_id, sequence, link, mac, cut_at, proof';

/** In the order of `CHECKPOINT_COLUMNS`. */
export type CheckpointRow = readonly [
	customerId: string,
	domainId: string,
	sequence: number,
	link: string,
	mac: string,
	cutAt: number,
	proof: string,
];

export function checkpointOf([
	customerId,
	domainId,
	sequence,
	link,
	mac,
	cutAt,
	proof,
]: CheckpointRow): AuditCheckpoint {
	return { customerId, domainId, sequence, link, mac, cutAt, proof };
}

/** In the order of `CHECKPOINT_COLUMNS`. */
export function checkpointValues(checkpoint: AuditCheckpoint): SQLInputValue[] {
	const { customerId, domainId, sequence, link, mac, cutAt, proof } = checkpoint;
	return [customerId, domainId, sequence, link, mac, cutAt, proof];
}
