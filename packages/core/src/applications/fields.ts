import { z } from 'zod';
import { holdsSecret, SECRET_PASTED } from '../leaks/found-secrets.ts';
import { sourceRange } from './source-ranges.ts';

// Control characters; and what turns the reading direction or breaks lines, by which one name can pose as another.
const UNSEEN = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
const UNSEEN_BUT_LINE_BREAKS = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/u;

const codePoints = (text: string): number => [...text].length;

/** 1 to 100 characters after normalisation (NFC, outer white space gone); no control characters. */
export const nameSchema = z
	.string()
	.max(1000, { abort: true })
	.normalize('NFC')
	.trim()
	.refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
	.refine((text) => !UNSEEN.test(text), 'must not contain control characters')
	.refine((text) => codePoints(text) >= 1 && codePoints(text) <= 100, 'must have 1 to 100 characters')
	.refine((text) => !holdsSecret(text), SECRET_PASTED);

/** Up to 1000 characters after normalisation; line breaks and tabs are its only control characters. */
export const descriptionSchema = z
	.string()
	.max(8000, { abort: true })
	.overwrite((text) => text.replaceAll('\r\n', '\n'))
	.normalize('NFC')
	.trim()
	.refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
	.refine((text) => !UNSEEN_BUT_LINE_BREAKS.test(text), 'must not contain control characters')
	.refine((text) => codePoints(text) <= 1000, 'must have at most 1000 characters')
	.refine((text) => !holdsSecret(text), SECRET_PASTED);

/** The host's user ids: 1 to 128 visible ASCII characters. */
export const userIdSchema = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

/** To whom an application is handed over. */
export const ownerIdSchema = userIdSchema.refine((text) => !holdsSecret(text), SECRET_PASTED);

/** A scope token (RFC 6749 §3.3), so that a privilege is a scope as it stands. */
export const privilegeSchema = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/, 'must be a scope token');

/** A set: order and repetition say nothing. */
export const privilegesSchema = z
	.array(privilegeSchema)
	.max(200)
	.overwrite((privileges) => [...new Set(privileges)].sort());

const MAX_ADDRESS_LENGTH = 64;

/**
 * Addresses and CIDR ranges, IPv4 and IPv6 in any spelling, each taken as `sourceRange` writes it. A set: order and
 * repetition say nothing.
 */
export const allowedAddressesSchema = z
	.array(
		z
			.string()
			.max(MAX_ADDRESS_LENGTH, { abort: true })
			.refine((text) => sourceRange(text) !== undefined, {
				message: 'must be an IP address, or a CIDR range without bits beyond its length',
				abort: true,
			})
			.overwrite((text) => sourceRange(text) ?? text),
	)
	.max(50)
	.overwrite((ranges) => [...new Set(ranges)].sort());

/** An `Idempotency-Key`: 1 to 255 visible ASCII characters. */
export const idempotencyKeySchema = z
	.string()
	.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters');
