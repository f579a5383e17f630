import type { ClientApplicationView, PolicyView, SecretView } from '@latchkey/core';

const isoTime = (time: number): string => new Date(time).toISOString();
const optionalIsoTime = (time: number | null): string | null => (time === null ? null : isoTime(time));

/** Milliseconds since the epoch from RFC 3339; null and undefined stay what they are. */
export function millisecondsOf<Absent extends null | undefined>(instant: string | Absent): number | Absent {
	return typeof instant === 'string' ? Date.parse(instant) : instant;
}

export function applicationOnWire({ tag: _, ...application }: ClientApplicationView): object {
	return {
		...application,
		createdAt: isoTime(application.createdAt),
		updatedAt: isoTime(application.updatedAt),
		lastUsedAt: optionalIsoTime(application.lastUsedAt),
		secrets: application.secrets.map(secretOnWire),
	};
}

export function secretOnWire(secret: SecretView): object {
	return {
		...secret,
		createdAt: isoTime(secret.createdAt),
		expiresAt: optionalIsoTime(secret.expiresAt),
		overlapEndsAt: optionalIsoTime(secret.overlapEndsAt),
		firstUsedAt: optionalIsoTime(secret.firstUsedAt),
		lastUsedAt: optionalIsoTime(secret.lastUsedAt),
	};
}

export function policyOnWire({ tag: _, ...policy }: PolicyView): object {
	return { ...policy, updatedAt: isoTime(policy.updatedAt) };
}
