/** One credential of an application, as the store keeps it: never the secret itself. Times are milliseconds. */
export interface ClientSecret {
	readonly secretId: string;
	/** Keyed digest (base64url) that a presented secret is compared with. */
	readonly digest: string;
	/**
	 * Keyed digest (base64url) of the secret alone: finds one that somebody else found. Null where it was made before
	 * these.
	 */
	readonly fingerprint: string | null;
	/** The secret sealed by the domain's data key, for revealing; null under show-once. */
	readonly sealed: string | null;
	/** The last four characters, so that a person can tell two secrets apart. */
	readonly hint: string;
	readonly createdAt: number;
	readonly createdBy: string;
	/**
	 * The secret whose holder was given this one, before it the one whose holder was given that, and so on; empty where a
	 * user was. Who stole one of them may hold this one too.
	 */
	readonly ancestors: readonly string[];
	/** The exact instant from which it no longer works; null for never. */
	readonly expiresAt: number | null;
	/** Once a successor exists: until when both work. */
	readonly overlapEndsAt: number | null;
	/** When it was first used; null until then. */
	readonly adoptedAt: number | null;
	/** The shortest notice of its expiry given so far, in milliseconds before it; null for none. */
	readonly expiryNoticeMs: number | null;
	/** When it was first reported as found where it does not belong; null for never. */
	readonly leakedAt: number | null;
}

/** What is still known of a secret that has ended, so that it is found where it leaks: it opens nothing. */
export interface EndedSecret extends Pick<ClientSecret, 'secretId' | 'digest' | 'fingerprint' | 'leakedAt'> {
	/** Of its tokens none lives for long after; milliseconds since the epoch. */
	readonly endedAt: number;
	/** As of a secret; none any more once no token of it can live. */
	readonly ancestors: readonly string[];
}

/** So many secrets of one application work at the same time, at most. */
export const MAX_SECRETS = 5;

/** When a secret stops working; null if nothing ends it. */
export function secretEndsAt(secret: ClientSecret): number | null {
	if (secret.expiresAt === null) return secret.overlapEndsAt;
	if (secret.overlapEndsAt === null) return secret.expiresAt;
	return Math.min(secret.expiresAt, secret.overlapEndsAt);
}

/** It works up to, and not at, the instant at which it ends. */
export function secretWorks(secret: ClientSecret, now: number): boolean {
	const endsAt = secretEndsAt(secret);
	return endsAt === null || now < endsAt;
}

/** It has a successor. */
export function isSuperseded(secret: ClientSecret): boolean {
	return secret.overlapEndsAt !== null;
}
