import { type Endpoint, type SigningSecret, slotName, type Tenant } from '@latchkey/core';
import { BUILT_AT, unique } from './built.ts';

export function buildSigningSecret(fields: Partial<SigningSecret> = {}): SigningSecret {
	return { secretId: `whs_${unique()}`, sealed: 'c2VhbGVkLXdoc2Vj', createdAt: BUILT_AT, endsAt: null, ...fields };
}

/** An enabled endpoint of the whole domain, of revision 1, with nothing to send. */
export function buildEndpoint(
	{ customerId, domainId }: Tenant,
	fields: Partial<Omit<Endpoint, keyof Tenant>> = {},
): Endpoint {
	const random = unique();
	return {
		customerId,
		domainId,
		endpointId: `ep_${random}`,
		clientId: null,
		slot: slotName(Number(random)),
		url: 'https://emm.example/hooks',
		description: '',
		eventTypes: null,
		status: 'enabled',
		disabledReason: null,
		signingSecrets: [buildSigningSecret()],
		failingSince: null,
		nextAttemptAt: null,
		wakeups: 0,
		revision: 1,
		createdAt: BUILT_AT,
		createdBy: 'user-1',
		updatedAt: BUILT_AT,
		removedAt: null,
		...fields,
	};
}
