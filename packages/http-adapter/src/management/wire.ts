import type {
	CertificateView,
	CertificateWithPem,
	ClientApplicationView,
	CredentialUse,
	PolicySettings,
	PolicySettingsInput,
	PolicyView,
	PublicKeyView,
	RotationView,
	SecretView,
} from '@latchkey/core';
import type { z } from 'zod';
import type { policyBody } from './schemas.ts';

export const isoTime = (time: number): string => new Date(time).toISOString();
export const optionalIsoTime = (time: number | null): string | null => (time === null ? null : isoTime(time));

/** Milliseconds since the epoch from RFC 3339; null and undefined stay what they are. */
export function millisecondsOf<Absent extends null | undefined>(instant: string | Absent): number | Absent {
	return typeof instant === 'string' ? Date.parse(instant) : instant;
}

export function applicationOnWire({
	tag: _,
	tokenLifetimeSeconds: tokenLifetime,
	...application
}: ClientApplicationView): object {
	return {
		...application,
		tokenLifetime,
		createdAt: isoTime(application.createdAt),
		updatedAt: isoTime(application.updatedAt),
		lastUsedAt: optionalIsoTime(application.lastUsedAt),
		secrets: application.secrets.map(secretOnWire),
		certificates: application.certificates.map(certificateOnWire),
		publicKeys: application.publicKeys.map(publicKeyOnWire),
		rotation: application.rotation === null ? null : rotationOnWire(application.rotation),
	};
}

export function secretOnWire(secret: SecretView): object {
	return {
		...secret,
		createdAt: isoTime(secret.createdAt),
		expiresAt: optionalIsoTime(secret.expiresAt),
		overlapEndsAt: optionalIsoTime(secret.overlapEndsAt),
		adoptedAt: optionalIsoTime(secret.adoptedAt),
		leakedAt: optionalIsoTime(secret.leakedAt),
		firstUsedAt: optionalIsoTime(secret.firstUsedAt),
		lastUsedAt: optionalIsoTime(secret.lastUsedAt),
	};
}

function certificateOnWire(certificate: CertificateView): object {
	return {
		...certificate,
		createdAt: isoTime(certificate.createdAt),
		startsAt: isoTime(certificate.startsAt),
		expiresAt: isoTime(certificate.expiresAt),
		overlapEndsAt: optionalIsoTime(certificate.overlapEndsAt),
		adoptedAt: optionalIsoTime(certificate.adoptedAt),
		firstUsedAt: optionalIsoTime(certificate.firstUsedAt),
		lastUsedAt: optionalIsoTime(certificate.lastUsedAt),
	};
}

function publicKeyOnWire(key: PublicKeyView): object {
	return {
		...key,
		createdAt: isoTime(key.createdAt),
		firstUsedAt: optionalIsoTime(key.firstUsedAt),
		lastUsedAt: optionalIsoTime(key.lastUsedAt),
	};
}

export function certificateWithPemOnWire({ pem, ...certificate }: CertificateWithPem): object {
	return { ...certificateOnWire(certificate), pem };
}

export function credentialUseOnWire(use: CredentialUse): object {
	return { ...use, firstUsedAt: optionalIsoTime(use.firstUsedAt), lastUsedAt: optionalIsoTime(use.lastUsedAt) };
}

function rotationOnWire(rotation: RotationView): object {
	return { ...rotation, startedAt: isoTime(rotation.startedAt), deadlineAt: isoTime(rotation.deadlineAt) };
}

const toSeconds = (ms: number): number => Math.round(ms / 1000);
const optionalSeconds = (ms: number | null): number | null => (ms === null ? null : toSeconds(ms));
export const toMs = <Absent extends null | undefined>(seconds: number | Absent): number | Absent =>
	typeof seconds === 'number' ? seconds * 1000 : seconds;

/** Seconds from milliseconds, under the names of the wire. */
function settingsOnWire(settings: PolicySettings): object {
	return {
		showOnce: settings.showOnce,
		maxLifetime: optionalSeconds(settings.maxLifetimeMs),
		rotateEvery: optionalSeconds(settings.rotateEveryMs),
		overlap: toSeconds(settings.overlapMs),
		maxOverlap: toSeconds(settings.maxOverlapMs),
		retireWhenQuiet: settings.retireWhenQuiet,
		quietPeriod: toSeconds(settings.quietMs),
		extendStalled: settings.extendStalled,
		notices: settings.noticesMs.map(toSeconds),
		idleDisableAfter: optionalSeconds(settings.idleDisableAfterMs),
		idleRemoveAfter: optionalSeconds(settings.idleRemoveAfterMs),
		onLeak: settings.onLeak,
	};
}

export function settingsFromWire(body: z.output<typeof policyBody>): PolicySettingsInput {
	return {
		showOnce: body.showOnce,
		maxLifetimeMs: toMs(body.maxLifetime),
		rotateEveryMs: toMs(body.rotateEvery),
		overlapMs: toMs(body.overlap),
		maxOverlapMs: toMs(body.maxOverlap),
		retireWhenQuiet: body.retireWhenQuiet,
		quietMs: toMs(body.quietPeriod),
		extendStalled: body.extendStalled,
		noticesMs: body.notices?.map((notice) => toMs<never>(notice)),
		idleDisableAfterMs: toMs(body.idleDisableAfter),
		idleRemoveAfterMs: toMs(body.idleRemoveAfter),
		onLeak: body.onLeak,
	};
}

export function policyOnWire(policy: PolicyView): object {
	const { customerId, domainId, updatedAt } = policy;
	return { customerId, domainId, ...settingsOnWire(policy), updatedAt: isoTime(updatedAt) };
}
