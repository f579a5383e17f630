import type { AuthorityKey, CertificateAuthority, RevokedCertificate } from '@latchkey/core';
import type { SchemaDefinition } from 'mongoose';
import { wrappedSchema } from '../keys/documents.ts';

/** `_id` is `authorityId`. */
export interface AuthorityDocument extends CertificateAuthority {
	readonly _id: string;
}

export const authoritySchema: SchemaDefinition = {
	_id: String,
	customerId: String,
	generation: Number,
	certificate: String,
	wrapped: wrappedSchema,
	createdAt: Number,
	notAfter: Number,
};

/** `_id` is `revokedCertificateId`. */
export interface RevokedCertificateDocument extends RevokedCertificate {
	readonly _id: string;
}

export const revokedCertificateSchema: SchemaDefinition = {
	_id: String,
	customerId: String,
	generation: Number,
	serialNumber: String,
	revokedAt: Number,
	reason: String,
	notAfter: Number,
};

const GENERATION_DIGITS = 6;

/** In order of these, authorities are in order of their customers and, as numbers, of their generations. */
export function authorityId({ customerId, generation }: AuthorityKey): string {
	return `${customerId} ${String(generation).padStart(GENERATION_DIGITS, '0')}`;
}

export function revokedCertificateId(authority: AuthorityKey, serialNumber: string): string {
	return `${authorityId(authority)} ${serialNumber}`;
}

export function authorityDocument(authority: CertificateAuthority): AuthorityDocument {
	const { customerId, generation, certificate, wrapped, createdAt, notAfter } = authority;
	return { _id: authorityId(authority), customerId, generation, certificate, wrapped, createdAt, notAfter };
}

export function authorityOf({ _id, ...authority }: AuthorityDocument): CertificateAuthority {
	return authority;
}

export function revokedCertificateDocument(certificate: RevokedCertificate): RevokedCertificateDocument {
	const { customerId, generation, serialNumber, revokedAt, reason, notAfter } = certificate;
	const _id = revokedCertificateId(certificate, serialNumber);
	return { _id, customerId, generation, serialNumber, revokedAt, reason, notAfter };
}

export function revokedCertificateOf({ _id, ...certificate }: RevokedCertificateDocument): RevokedCertificate {
	return certificate;
}
