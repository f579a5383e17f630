import type { ClientApplication } from '../applications/client-application.ts';
import type { AssertionUse } from '../assertions/client-assertion.ts';
import { type ClientCertificate, certificateEndsAt } from '../certificates/client-certificate.ts';
import { type ClientSecret, secretEndsAt } from '../secrets/client-secret.ts';

/** What a client has proven to hold. Times are milliseconds since the epoch, null for never. */
interface ProvenCredential {
	readonly credentialId: string;
	/** The instant before which it proves nothing. */
	readonly startsAt: number | null;
	/** The instant from which it proves nothing. */
	readonly endsAt: number | null;
	/** When it expires, and at the latest the tokens that it earned with it. */
	readonly expiresAt: number | null;
}

/** Whose first use is noted: by that, what it takes over from is known to be left. */
interface AdoptedCredential extends ProvenCredential {
	/** When it was first used; null until then. */
	readonly adoptedAt: number | null;
}

export interface ProvenSecret extends AdoptedCredential {
	readonly kind: 'client_secret';
	readonly secret: ClientSecret;
}

export interface ProvenCertificate extends AdoptedCredential {
	readonly kind: 'client_certificate';
	readonly certificate: ClientCertificate;
}

export interface ProvenKey extends ProvenCredential {
	readonly kind: 'public_key';
	/** It proves this once. */
	readonly use: AssertionUse;
}

export type Credential = ProvenSecret | ProvenCertificate | ProvenKey;

export interface AuthenticatedClient {
	readonly application: ClientApplication;
	readonly credential: Credential;
}

/**
 * By which claim a token names the credential that earned it, so that a revocation reaches its tokens and no other's.
 */
export const CREDENTIAL_CLAIMS = {
	client_secret: 'secret_id',
	client_certificate: 'certificate_id',
	public_key: 'key_id',
} as const satisfies Readonly<Record<Credential['kind'], string>>;

/** Which credential a token names: exactly one, or the token is none of ours. */
export function namedCredential(claims: Readonly<Record<string, unknown>>): string | undefined {
	const named = Object.values(CREDENTIAL_CLAIMS).flatMap((claim) => claims[claim] ?? []);
	const [credentialId] = named;
	return named.length === 1 && typeof credentialId === 'string' ? credentialId : undefined;
}

/** What an integration calls them. */
export const CREDENTIAL_NAMES = {
	client_secret: 'client secret',
	client_certificate: 'client certificate',
	public_key: 'key',
} as const satisfies Readonly<Record<Credential['kind'], string>>;

export function isAhead({ startsAt }: Credential, now: number): boolean {
	return startsAt !== null && now < startsAt;
}

export function hasEnded({ endsAt }: Credential, now: number): boolean {
	return endsAt !== null && now >= endsAt;
}

export function provenSecret(secret: ClientSecret): ProvenSecret {
	const { secretId, expiresAt, adoptedAt } = secret;
	const times = { startsAt: null, endsAt: secretEndsAt(secret), expiresAt, adoptedAt };
	return { kind: 'client_secret', credentialId: secretId, ...times, secret };
}

export function provenCertificate(certificate: ClientCertificate): ProvenCertificate {
	const { certificateId, notBefore, expiresAt, adoptedAt } = certificate;
	const times = { startsAt: notBefore, endsAt: certificateEndsAt(certificate), expiresAt, adoptedAt };
	return { kind: 'client_certificate', credentialId: certificateId, ...times, certificate };
}

export function provenKey(keyId: string, use: AssertionUse): ProvenKey {
	return { kind: 'public_key', credentialId: keyId, startsAt: null, endsAt: null, expiresAt: null, use };
}
