/**
 * One client certificate of an application (RFC 5280), as the store keeps it: the public part, and never a private key.
 * Times are milliseconds since the epoch.
 */
export interface ClientCertificate {
	/** `crt_` and 16 characters in base 62. */
	readonly certificateId: string;
	/** Hexadecimal, in lower case, two digits a byte. */
	readonly serialNumber: string;
	/** base64url of the SHA-256 of its DER: `x5t#S256` (RFC 8705 §3.1). */
	readonly thumbprint: string;
	/** base64url of the SHA-256 of its SubjectPublicKeyInfo: whoever has the key is found by it. */
	readonly keyThumbprint: string;
	/**
	 * - `issued`: key and certificate were made here; the key was shown once.
	 * - `signed_request`: signed here for a key that never left its holder.
	 * - `registered`: self-signed, and known by its thumbprint (RFC 8705 §2.2).
	 */
	readonly origin: 'issued' | 'signed_request' | 'registered';
	/** Which of the customer's authorities signed it; null where it signed itself. */
	readonly generation: number | null;
	/** RFC 4514. */
	readonly subject: string;
	readonly createdAt: number;
	readonly createdBy: string;
	/**
	 * The credential whose holder was given this one, before it the one whose holder was given that; empty where a user
	 * was.
	 */
	readonly ancestors: readonly string[];
	/** What the certificate itself says. */
	readonly notBefore: number;
	readonly notAfter: number;
	/** The exact instant from which it no longer works here: at the latest `notAfter`. */
	readonly expiresAt: number;
	/** Once a successor exists: until when both work. */
	readonly overlapEndsAt: number | null;
	/** When it was first used; null until then. */
	readonly adoptedAt: number | null;
	/** The shortest notice of its expiry given so far, in milliseconds before it; null for none. */
	readonly expiryNoticeMs: number | null;
	readonly pem: string;
}

/** So many certificates of one application may work at the same time, at most. */
export const MAX_CERTIFICATES = 5;

/** When a certificate stops working. */
export function certificateEndsAt({ expiresAt, overlapEndsAt }: ClientCertificate): number {
	return overlapEndsAt === null ? expiresAt : Math.min(expiresAt, overlapEndsAt);
}

/** From, and not at, the instant at which it ends nothing brings it back. */
export function certificateHasEnded(certificate: ClientCertificate, now: number): boolean {
	return now >= certificateEndsAt(certificate);
}

/** One that was registered ahead of its time does not work yet. */
export function certificateWorks(certificate: ClientCertificate, now: number): boolean {
	return now >= certificate.notBefore && !certificateHasEnded(certificate, now);
}
