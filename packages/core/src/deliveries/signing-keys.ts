import type { KeyObject } from 'node:crypto';
import { signingSecretsAt } from '../notifications/decide.ts';
import type { Endpoint } from '../notifications/endpoint.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import type { Policies } from '../policies/policies.ts';
import { signingKeyOf } from './standard-webhooks.ts';

/** The keys that sign for an endpoint at a time, newest first. Rejects where none does: nothing goes out unsigned. */
export type SigningKeysOf = (endpoint: Endpoint, now: number) => Promise<readonly KeyObject[]>;

export function endpointSigningKeys(policies: Policies, dataKeys: DataKeys): SigningKeysOf {
	return async (endpoint, now) => {
		const { customerId, domainId, endpointId } = endpoint;
		const tenant = { customerId, domainId };
		const { endpointKey } = await policies.ensure(tenant);
		const keys: KeyObject[] = [];
		if (endpointKey !== null) {
			for (const { secretId, sealed } of signingSecretsAt(endpoint, now).toReversed()) {
				const secret = await dataKeys.unsealSecret(tenant, endpointKey, { endpointId, secretId }, sealed);
				if (secret !== undefined) keys.push(signingKeyOf(secret));
			}
		}
		if (keys.length === 0) throw new Error('this endpoint has no secret to sign with');
		return keys;
	};
}
