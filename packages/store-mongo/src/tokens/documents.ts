import type { RevokedToken, Tenant } from '@latchkey/core';
import type { SchemaDefinition } from 'mongoose';
import { tenantId } from '../database/ids.ts';
import { TENANT_FIELDS } from '../database/schema.ts';

/** `_id` is `revokedTokenId`. */
export interface RevokedTokenDocument extends Tenant, RevokedToken {
	readonly _id: string;
}

export const revokedTokenSchema: SchemaDefinition = {
	_id: String,
	...TENANT_FIELDS,
	clientId: String,
	tokenId: String,
	revokedAt: Number,
	expiresAt: Number,
};

export function revokedTokenDocument(token: Tenant & RevokedToken): RevokedTokenDocument {
	const { customerId, domainId, clientId, tokenId, revokedAt, expiresAt } = token;
	const _id = `${tenantId(token)} ${clientId} ${tokenId}`;
	return { _id, customerId, domainId, clientId, tokenId, revokedAt, expiresAt };
}

export function revokedTokenOf({ tokenId, clientId, revokedAt, expiresAt }: RevokedTokenDocument): RevokedToken {
	return { tokenId, clientId, revokedAt, expiresAt };
}
