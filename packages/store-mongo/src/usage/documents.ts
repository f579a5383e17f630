import type { CredentialUsage, ProcessReport, Tenant } from '@latchkey/core';
import type { SchemaDefinition } from 'mongoose';
import { tenantId } from '../database/ids.ts';
import { TENANT_FIELDS } from '../database/schema.ts';

/** `_id` is `usageId`. */
export interface UsageDocument extends Tenant {
	readonly _id: string;
	readonly clientId: string;
	readonly credentialId: string;
	readonly tokensIssued: number;
	readonly firstUsedAt: number;
	/** `lastUse`: time and address in one value, since they must change together. */
	readonly last: string;
}

export const usageSchema: SchemaDefinition = {
	_id: String,
	...TENANT_FIELDS,
	clientId: String,
	credentialId: String,
	tokensIssued: Number,
	firstUsedAt: Number,
	last: String,
};

/** `_id` is the process id. */
export interface ProcessDocument extends Omit<ProcessReport, 'processId'> {
	readonly _id: string;
}

export const processSchema: SchemaDefinition = { _id: String, usageWrittenUntil: Number };

export const usageId = (tenant: Tenant, clientId: string, credentialId: string): string =>
	`${tenantId(tenant)} ${clientId} ${credentialId}`;

const TIME_DIGITS = 16;

/** Of two, the greater one is the later use; of two at the same time, the one with an address, and then by its text. */
export function lastUse(lastUsedAt: number, lastAddress: string | null): string {
	const time = String(lastUsedAt).padStart(TIME_DIGITS, '0');
	return lastAddress === null ? time : `${time} ${lastAddress}`;
}

export function usageOf({ clientId, credentialId, tokensIssued, firstUsedAt, last }: UsageDocument): CredentialUsage {
	const lastUsedAt = Number(last.slice(0, TIME_DIGITS));
	const lastAddress = last.length === TIME_DIGITS ? null : last.slice(TIME_DIGITS + 1);
	return { clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress };
}

export function usageDocument(usage: Tenant & CredentialUsage): UsageDocument {
	const { customerId, domainId, clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress } = usage;
	return {
		_id: usageId(usage, clientId, credentialId),
		customerId,
		domainId,
		clientId,
		credentialId,
		tokensIssued,
		firstUsedAt,
		last: lastUse(lastUsedAt, lastAddress),
	};
}
