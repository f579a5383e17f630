import type { Tenant, UsedAssertion } from '@latchkey/core';
import type { SchemaDefinition } from 'mongoose';
import { tenantId } from '../database/ids.ts';
import { TENANT_FIELDS } from '../database/schema.ts';

/** `_id` is made of all but `expiresAt`: that there is one says that it was used. */
export interface UsedAssertionDocument extends Tenant, UsedAssertion {
	readonly _id: string;
}

export const usedAssertionSchema: SchemaDefinition = {
	_id: String,
	...TENANT_FIELDS,
	clientId: String,
	digest: String,
	expiresAt: Number,
};

export function usedAssertionDocument(assertion: Tenant & UsedAssertion): UsedAssertionDocument {
	const { customerId, domainId, clientId, digest, expiresAt } = assertion;
	const _id = `${tenantId(assertion)} ${clientId} ${digest}`;
	return { _id, customerId, domainId, clientId, digest, expiresAt };
}

export function usedAssertionOf({ clientId, digest, expiresAt }: UsedAssertionDocument): UsedAssertion {
	return { clientId, digest, expiresAt };
}
