import type { CertificateAuthority, ClientCertificate, RevokedCertificate } from '@latchkey/core';
import { BUILT_AT, unique, YEAR_MS } from './built.ts';

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
