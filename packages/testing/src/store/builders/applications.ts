import {
	type ClientApplication,
	type ClientSecret,
	type EndedSecret,
	initialLifecycle,
	type RegisteredKey,
	slotName,
	type Tenant,
} from '@latchkey/core';
import { BUILT_AT, unique } from './built.ts';

export function buildSecret(fields: Partial<ClientSecret> = {}): ClientSecret {
	return {
		secretId: `sec_${unique()}`,
		digest: 'ZGlnZXN0LW9mLWEtc2VjcmV0LXRoYXQtbm9ib2R5LWhhcw',
		sealed: 'c2VhbGVkLXNlY3JldA',
		fingerprint: `fingerprint-${unique()}`,
		hint: 'x9Zq',
		createdAt: BUILT_AT,
		createdBy: 'user-1',
		ancestors: [],
		expiresAt: null,
		overlapEndsAt: null,
		adoptedAt: null,
		expiryNoticeMs: null,
		leakedAt: null,
		...fields,
	};
}

export function buildEndedSecret(fields: Partial<EndedSecret> = {}): EndedSecret {
	const { secretId, digest, fingerprint } = buildSecret();
	return { secretId, digest, fingerprint, ancestors: [], endedAt: BUILT_AT, leakedAt: null, ...fields };
}

export function buildPublicKey(fields: Partial<RegisteredKey> = {}): RegisteredKey {
	const thumbprint = unique();
	return {
		keyId: `pk_${thumbprint}`,
		kid: `key-${thumbprint}`,
		thumbprint,
		algorithms: ['EdDSA', 'Ed25519'],
		publicJwk: '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}',
		createdAt: BUILT_AT,
		createdBy: 'user-1',
		...fields,
	};
}

/** An enabled application with one secret, of revision 1, in a slot and under a Client ID that no other one has. */
export function buildApplication(
	{ customerId, domainId }: Tenant,
	fields: Partial<Omit<ClientApplication, keyof Tenant>> = {},
): ClientApplication {
	const random = unique();
	return {
		customerId,
		domainId,
		clientId: `lk.${customerId}.${domainId}.${random}`,
		slot: slotName(Number(random)),
		name: 'Device sync',
		description: '',
		ownerId: 'user-1',
		privileges: ['devices:read'],
		allowedAddresses: [],
		tokenLifetimeSeconds: null,
		status: 'enabled',
		secrets: [buildSecret()],
		certificates: [],
		endedSecrets: [],
		publicKeys: [],
		keySet: null,
		revokedCredentials: [],
		tokenEpoch: 0,
		revision: 1,
		createdAt: BUILT_AT,
		createdBy: 'user-1',
		updatedAt: BUILT_AT,
		removedAt: null,
		invalidatedAt: null,
		lifecycle: initialLifecycle(BUILT_AT),
		nextDueAt: null,
		requestDigest: null,
		...fields,
	};
}
