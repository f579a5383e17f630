import {
	type Attempt,
	type CertificateAuthority,
	type ClientApplication,
	type ClientCertificate,
	type ClientSecret,
	type CredentialUsage,
	DEFAULT_RULES,
	type EndedSecret,
	type Endpoint,
	type EventDataByType,
	type EventType,
	type HostKey,
	initialLifecycle,
	type LatchkeyEvent,
	type NewDelivery,
	type Policy,
	type RegisteredKey,
	type RevokedCertificate,
	type RevokedToken,
	type SigningSecret,
	slotName,
	type Tenant,
	type UsedAssertion,
} from '@latchkey/core';

/** When everything that is built here was made, unless told otherwise; milliseconds since the epoch. */
export const BUILT_AT = Date.UTC(2026, 0, 1);

const YEAR_MS = 365 * 86_400_000;

let built = 0;

/** Different at every call in this process, and of the same length. */
function unique(): string {
	built += 1;
	return String(built).padStart(22, '0');
}

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

/** One that was issued, and ends in a year. */
export function buildCertificate(fields: Partial<ClientCertificate> = {}): ClientCertificate {
	return {
		certificateId: `crt_${unique()}`,
		serialNumber: unique(),
		thumbprint: `thumbprint-${unique()}`,
		keyThumbprint: `key-${unique()}`,
		origin: 'issued',
		generation: 1,
		subject: 'CN=lk.acme.emm-eu.1,OU=emm-eu,O=acme',
		createdAt: BUILT_AT,
		createdBy: 'user-1',
		ancestors: [],
		notBefore: BUILT_AT - 300_000,
		notAfter: BUILT_AT + YEAR_MS,
		expiresAt: BUILT_AT + YEAR_MS,
		overlapEndsAt: null,
		adoptedAt: null,
		expiryNoticeMs: null,
		pem: '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
		...fields,
	};
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

/** The policy of a domain that seals its secrets, of revision 1. */
export function buildPolicy(
	{ customerId, domainId }: Tenant,
	fields: Partial<Omit<Policy, keyof Tenant>> = {},
): Policy {
	return {
		customerId,
		domainId,
		showOnce: false,
		rules: DEFAULT_RULES,
		dataKey: {
			dataKeyId: `dk_${unique()}`,
			wrapped: { keyEncryptionKeyId: 'kek-1', ciphertext: 'd3JhcHBlZC1kYXRhLWtleQ' },
		},
		endpointKey: null,
		revision: 1,
		createdAt: BUILT_AT,
		updatedAt: BUILT_AT,
		removedAt: null,
		...fields,
	};
}

export function buildEndedSecret(fields: Partial<EndedSecret> = {}): EndedSecret {
	const { secretId, digest, fingerprint } = buildSecret();
	return { secretId, digest, fingerprint, ancestors: [], endedAt: BUILT_AT, leakedAt: null, ...fields };
}

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

/** A delivery of an event of some application, to be sent at once. */
export function buildDelivery(
	{ customerId, domainId }: Tenant,
	endpointId: string,
	fields: Partial<Omit<NewDelivery, keyof Tenant | 'endpointId'>> = {},
): NewDelivery {
	const random = unique();
	const subject = { customerId, domainId, clientId: `lk.${customerId}.${domainId}.app` };
	return {
		customerId,
		domainId,
		endpointId,
		deliveryId: `dlv_${random}`,
		event: buildEvent(subject, 'client_secret.revealed', { secretId: 'sec_1' }),
		status: 'pending',
		nextAttemptAt: 0,
		attempts: 0,
		tries: 0,
		log: [],
		createdAt: BUILT_AT,
		...fields,
	};
}

export function buildAttempt(fields: Partial<Attempt> = {}): Attempt {
	return { at: BUILT_AT, durationMs: 12, status: 200, error: null, answerStart: 'ok', ...fields };
}

/** What an event is about: an application, or with a null `clientId` the domain. */
export type EventSubject = Tenant & { readonly clientId: string | null };

/** `count` events of one write, oldest first. */
export function buildEvents(
	subject: EventSubject,
	count: number,
	fields: Partial<Omit<LatchkeyEvent, keyof EventSubject | 'type' | 'data'>> = {},
): LatchkeyEvent[] {
	return Array.from({ length: count }, () =>
		buildEvent(subject, 'client_secret.revealed', { secretId: 'sec_1' }, fields),
	);
}

export function buildEvent<T extends EventType>(
	{ customerId, domainId, clientId }: EventSubject,
	type: T,
	data: EventDataByType[T],
	fields: Partial<Omit<LatchkeyEvent, keyof EventSubject | 'type' | 'data'>> = {},
): LatchkeyEvent {
	const event = {
		id: `evt_${unique()}`,
		customerId,
		domainId,
		clientId,
		// In the order in which they are built, so that a store may sort by time.
		occurredAt: BUILT_AT + built,
		revision: 1,
		actor: { kind: 'user', userId: 'user-1', address: '192.0.2.1' } as const,
		...fields,
		type,
		data,
	};
	// A type parameter cannot show that `type` and `data` belong together; the signature makes sure of it.
	return event as LatchkeyEvent;
}

export function buildUsage(fields: Pick<CredentialUsage, 'clientId'> & Partial<CredentialUsage>): CredentialUsage {
	return {
		credentialId: 'sec_1',
		tokensIssued: 1,
		firstUsedAt: BUILT_AT,
		lastUsedAt: BUILT_AT,
		lastAddress: '192.0.2.1',
		...fields,
	};
}

/** Of a token that has a day to live. */
export function buildUsedAssertion(fields: Partial<UsedAssertion> = {}): UsedAssertion {
	const random = unique();
	return { clientId: `lk.acme.emm-eu.${random}`, digest: `digest-${random}`, expiresAt: BUILT_AT + 360_000, ...fields };
}

export function buildRevokedToken(fields: Partial<RevokedToken> = {}): RevokedToken {
	return {
		tokenId: `token-${unique()}`,
		clientId: 'lk.acme.emm-eu.of-tokens',
		revokedAt: BUILT_AT,
		expiresAt: BUILT_AT + 86_400_000,
		...fields,
	};
}

/** The first authority of a customer. */
export function buildAuthority(customerId: string, fields: Partial<CertificateAuthority> = {}): CertificateAuthority {
	return {
		customerId,
		generation: 1,
		certificate: '-----BEGIN CERTIFICATE-----\nMQ==\n-----END CERTIFICATE-----\n',
		wrapped: { keyEncryptionKeyId: 'kek-1', ciphertext: 'd3JhcHBlZC1hdXRob3JpdHk' },
		createdAt: BUILT_AT,
		notAfter: BUILT_AT + 10 * YEAR_MS,
		...fields,
	};
}

export function buildRevokedCertificate(
	customerId: string,
	fields: Partial<RevokedCertificate> = {},
): RevokedCertificate {
	return {
		customerId,
		generation: 1,
		serialNumber: unique(),
		revokedAt: BUILT_AT,
		reason: 'unspecified',
		notAfter: BUILT_AT + YEAR_MS,
		...fields,
	};
}

/** A signing key. */
export function buildHostKey(fields: Partial<HostKey> = {}): HostKey {
	return {
		keyId: `key_${unique()}`,
		purpose: 'token_signing',
		algorithm: 'ES256',
		publicJwk: '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}',
		wrapped: { keyEncryptionKeyId: 'kek-1', ciphertext: 'd3JhcHBlZC1rZXk' },
		createdAt: BUILT_AT,
		activatesAt: BUILT_AT + 1000,
		...fields,
	};
}
