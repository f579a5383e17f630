import { z } from 'zod';
import { DAY_MS } from '../durations.ts';
import { MAX_OVERLAP_MS } from '../lifecycle/rules.ts';
import { MAX_CERTIFICATE_MS } from './authorities.ts';
import { KEY_TYPES } from './key-pair.ts';
import { MAX_PEM_LENGTH } from './pem-input.ts';

const renewal = {
	/**
	 * How long it lives, in milliseconds, 1 to 825 days. Where absent, as long as the newest one was given, or a year,
	 * and no longer than the domain's rules allow.
	 */
	validityMs: z.int().min(DAY_MS).max(MAX_CERTIFICATE_MS).optional(),
	/**
	 * How long the earlier certificates go on working, in milliseconds, at most 90 days; by the domain's rules where
	 * absent.
	 */
	overlapMs: z.int().min(0).max(MAX_OVERLAP_MS).optional(),
};
const pemText = z.string().max(MAX_PEM_LENGTH);

/** Key and certificate are made here, and the key is shown once. */
export const issueCertificateSchema = z
	.strictObject({
		/** `pem`: key and chain; `pkcs12`: one file under a password. */
		format: z.enum(['pem', 'pkcs12']),
		/** Of the PKCS#12: 12 to 128 printable ASCII characters, which every system reads alike; made where absent. */
		password: z
			.string()
			.regex(/^[\x20-\x7e]{12,128}$/, 'must be 12 to 128 printable ASCII characters')
			.optional(),
		/** `rsa-2048` where absent; PKCS#12 takes nothing else. */
		keyType: z.enum(KEY_TYPES).optional(),
		...renewal,
	})
	.refine(({ format, password }) => format === 'pkcs12' || password === undefined, {
		path: ['password'],
		message: 'is only allowed with the format pkcs12',
	})
	.refine(({ format, keyType }) => format === 'pem' || keyType !== 'p-256', {
		path: ['keyType'],
		message: 'must be rsa-2048 in the format pkcs12',
	});
export type IssueCertificateInput = z.input<typeof issueCertificateSchema>;

export const signCertificateSchema = z.strictObject({
	/** PKCS#10 (RFC 2986), as PEM or base64 of DER. Only its key counts. */
	request: pemText,
	...renewal,
});
export type SignCertificateInput = z.input<typeof signCertificateSchema>;

/** By an integration itself: everything else is as the rules of its domain have it. */
export const signRequestSchema = signCertificateSchema.pick({ request: true });
export type SignRequestInput = z.input<typeof signRequestSchema>;

export const registerCertificateSchema = z.strictObject({
	/** Self-signed, as PEM or base64 of DER. */
	certificate: pemText,
	overlapMs: renewal.overlapMs,
});
export type RegisterCertificateInput = z.input<typeof registerCertificateSchema>;
