import { type AssertionAlgorithm, jwkOf, type RegisteredKey } from '../assertions/public-key.ts';
import { type ClientCertificate, certificateHasEnded } from '../certificates/client-certificate.ts';
import type { Rotation } from '../lifecycle/state.ts';
import { type ClientSecret, secretWorks } from '../secrets/client-secret.ts';
import type { CredentialUsage } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { ClientApplication, ClientApplicationStatus } from './client-application.ts';
import { applicationTag } from './entity-tag.ts';
import type { ManagerHold } from './manager-holds.ts';

/** What may be told of a secret. Times are milliseconds since the epoch. */
export interface SecretView {
	readonly secretId: string;
	/** Its last four characters. */
	readonly hint: string;
	readonly createdAt: number;
	readonly createdBy: string;
	readonly expiresAt: number | null;
	readonly overlapEndsAt: number | null;
	/** The secret whose holder was given this one; null where a user was. */
	readonly parentId: string | null;
	/** When it was first used. */
	readonly adoptedAt: number | null;
	/** When it was first reported as found where it does not belong. */
	readonly leakedAt: number | null;
	readonly tokensIssued: number;
	readonly firstUsedAt: number | null;
	readonly lastUsedAt: number | null;
	readonly lastAddress: string | null;
}

/** What may be told of a certificate. Times are milliseconds since the epoch. */
export interface CertificateView
	extends Pick<
		ClientCertificate,
		| 'certificateId'
		| 'serialNumber'
		| 'thumbprint'
		| 'origin'
		| 'subject'
		| 'createdAt'
		| 'createdBy'
		| 'expiresAt'
		| 'overlapEndsAt'
		| 'adoptedAt'
	> {
	/** It does not work before. */
	readonly startsAt: number;
	/** The credential whose holder was given this one; null where a user was. */
	readonly parentId: string | null;
	readonly tokensIssued: number;
	readonly firstUsedAt: number | null;
	readonly lastUsedAt: number | null;
	readonly lastAddress: string | null;
}

/** What may be told of a public key: all of it. Times are milliseconds since the epoch. */
export interface PublicKeyView {
	readonly keyId: string;
	readonly kid: string;
	/** RFC 7638, by SHA-256. */
	readonly thumbprint: string;
	readonly algorithms: readonly AssertionAlgorithm[];
	/** RFC 7517. */
	readonly jwk: Readonly<Record<string, string>>;
	readonly createdAt: number;
	readonly createdBy: string;
	readonly tokensIssued: number;
	readonly firstUsedAt: number | null;
	readonly lastUsedAt: number | null;
	readonly lastAddress: string | null;
}

/** A rotation under way. */
export type RotationView = Pick<Rotation, 'origin' | 'startedAt' | 'secretId' | 'deadlineAt' | 'byEvidence'>;

/** What may be told of an application: never a secret, a digest or a sealed value. */
export interface ClientApplicationView extends Tenant {
	readonly clientId: string;
	readonly name: string;
	readonly description: string;
	readonly ownerId: string;
	readonly privileges: readonly string[];
	/** Addresses and CIDR ranges; anywhere where empty. */
	readonly allowedAddresses: readonly string[];
	/** As the host has it where null. */
	readonly tokenLifetimeSeconds: number | null;
	readonly status: ClientApplicationStatus;
	/** What only a manager of the domain may change, because a manager has restricted it. */
	readonly heldByManager: readonly ManagerHold[];
	readonly createdAt: number;
	readonly createdBy: string;
	readonly updatedAt: number;
	readonly lastUsedAt: number | null;
	/** The secrets that work, oldest first. */
	readonly secrets: readonly SecretView[];
	/** The certificates that may still work, oldest first. */
	readonly certificates: readonly CertificateView[];
	/** By which it signs assertions. */
	readonly publicKeys: readonly PublicKeyView[];
	/** Where it publishes more of them; null where nowhere. */
	readonly jwksUri: string | null;
	readonly rotation: RotationView | null;
	/** The entity tag of what can be edited. */
	readonly tag: string;
}

/** The three values that an integration is given. */
export interface Credentials {
	readonly clientId: string;
	readonly clientSecret: string;
	/** base64 of `clientId:clientSecret`: what goes after `Basic `. */
	readonly oauthCredentials: string;
}

export function credentialsOf(clientId: string, clientSecret: string): Credentials {
	const oauthCredentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
	return { clientId, clientSecret, oauthCredentials };
}

export function applicationView(
	application: ClientApplication,
	usages: readonly CredentialUsage[],
	now: number,
): ClientApplicationView {
	const { clientId, customerId, domainId, name, description, ownerId, privileges, status } = application;
	const own = usages.filter((usage) => usage.clientId === clientId);
	const lastUsedAt = own.reduce<number | null>((last, usage) => Math.max(last ?? 0, usage.lastUsedAt), null);
	const secrets = application.secrets
		.filter((secret) => secretWorks(secret, now))
		.map((secret) => secretView(secret, own));
	const certificates = application.certificates
		.filter((certificate) => !certificateHasEnded(certificate, now))
		.map((certificate) => certificateView(certificate, own));
	const { allowedAddresses, tokenLifetimeSeconds, createdAt, createdBy, updatedAt } = application;
	return {
		clientId,
		customerId,
		domainId,
		name,
		description,
		ownerId,
		privileges,
		allowedAddresses,
		tokenLifetimeSeconds,
		status,
		heldByManager: application.lifecycle.heldByManager,
		createdAt,
		createdBy,
		updatedAt,
		lastUsedAt,
		secrets,
		certificates,
		publicKeys: application.publicKeys.map((key) => publicKeyView(key, own)),
		jwksUri: application.keySet?.uri ?? null,
		rotation: rotationView(application),
		tag: applicationTag(application),
	};
}

function rotationView({ lifecycle: { rotation } }: ClientApplication): RotationView | null {
	if (rotation === null) return null;
	const { origin, startedAt, secretId, deadlineAt, byEvidence } = rotation;
	return { origin, startedAt, secretId, deadlineAt, byEvidence };
}

export function secretView(secret: ClientSecret, usages: readonly CredentialUsage[]): SecretView {
	const { secretId, hint, createdAt, createdBy, expiresAt, overlapEndsAt, ancestors, adoptedAt, leakedAt } = secret;
	return {
		secretId,
		hint,
		createdAt,
		createdBy,
		expiresAt,
		overlapEndsAt,
		parentId: ancestors[0] ?? null,
		adoptedAt,
		leakedAt,
		...useOf(secretId, usages),
	};
}

export function certificateView(certificate: ClientCertificate, usages: readonly CredentialUsage[]): CertificateView {
	const { certificateId, serialNumber, thumbprint, origin, subject, createdAt, createdBy } = certificate;
	const { notBefore, expiresAt, overlapEndsAt, adoptedAt, ancestors } = certificate;
	return {
		certificateId,
		serialNumber,
		thumbprint,
		origin,
		subject,
		createdAt,
		createdBy,
		startsAt: notBefore,
		expiresAt,
		overlapEndsAt,
		parentId: ancestors[0] ?? null,
		adoptedAt,
		...useOf(certificateId, usages),
	};
}

function publicKeyView(key: RegisteredKey, usages: readonly CredentialUsage[]): PublicKeyView {
	const { keyId, kid, thumbprint, algorithms, createdAt, createdBy } = key;
	return { keyId, kid, thumbprint, algorithms, jwk: jwkOf(key), createdAt, createdBy, ...useOf(keyId, usages) };
}

type CredentialUseView = Pick<SecretView, 'tokensIssued' | 'firstUsedAt' | 'lastUsedAt' | 'lastAddress'>;

function useOf(credentialId: string, usages: readonly CredentialUsage[]): CredentialUseView {
	const usage = usages.find((candidate) => candidate.credentialId === credentialId);
	return {
		tokensIssued: usage?.tokensIssued ?? 0,
		firstUsedAt: usage?.firstUsedAt ?? null,
		lastUsedAt: usage?.lastUsedAt ?? null,
		lastAddress: usage?.lastAddress ?? null,
	};
}
