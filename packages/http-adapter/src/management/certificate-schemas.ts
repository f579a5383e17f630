import { KEY_TYPES, MAX_CERTIFICATE_MS, MAX_PEM_LENGTH } from '@latchkey/core';
import { z } from 'zod';
import { identifier, optionalTime, overlap, time } from './fields.ts';

const pem = z.string().min(1).max(MAX_PEM_LENGTH);
const DAY_SECONDS = 86_400;

export const certificateParams = z.object({ domainId: identifier, clientId: identifier, certificateId: identifier });

const validity = z
	.int()
	.min(DAY_SECONDS)
	.max(MAX_CERTIFICATE_MS / 1000)
	.optional()
	.describe('Seconds; where absent, as long a life as the newest one was given, or a year.');

const request = pem.describe(
	'To sign one: PKCS#10, as PEM or base64 of DER. Only its key counts; asked again with the same key, the answer is the same.',
);

/** One object, and no choice of three: an error names the member that does not belong. */
export const addCertificateBody = z
	.strictObject({
		format: z
			.enum(['pem', 'pkcs12'])
			.optional()
			.describe('To issue one: key and certificate are made here; the key is shown once and not kept.'),
		password: z
			.string()
			.min(12)
			.max(128)
			.optional()
			.describe('Of the PKCS#12: printable ASCII characters; made here where absent.'),
		keyType: z
			.enum(KEY_TYPES)
			.optional()
			.describe('Of what is issued; rsa-2048 where absent, the only one for PKCS#12.'),
		request: request.optional(),
		certificate: pem.optional().describe('To register one: self-signed, as PEM or base64 of DER.'),
		validity,
		overlap: overlap.describe(
			'Seconds for which the earlier certificates go on working; by the rules of the domain where absent.',
		),
	})
	.superRefine(({ format, request: asked, certificate: given, password, keyType, validity: lives }, context) => {
		const refuse = (member: string, message: string): void => {
			context.addIssue({ code: 'custom', path: [member], message });
		};
		if ([format, asked, given].filter((one) => one !== undefined).length !== 1) {
			refuse('format', 'give exactly one of format, request and certificate');
		}
		if (format === undefined && password !== undefined) refuse('password', 'is only allowed with format');
		if (format === undefined && keyType !== undefined) refuse('keyType', 'is only allowed with format');
		if (given !== undefined && lives !== undefined) refuse('validity', 'is set by the certificate itself');
	});

/** What an integration sends for itself. */
export const signRequestBody = z.strictObject({ request });

export const certificate = z.object({
	certificateId: z.string(),
	serialNumber: z.string().describe('Hexadecimal.'),
	thumbprint: z.string().describe('x5t#S256 (RFC 8705).'),
	origin: z
		.enum(['issued', 'signed_request', 'registered'])
		.describe('Whether the key was made here, or is known to its holder alone; registered ones are self-signed.'),
	subject: z.string(),
	createdAt: time,
	createdBy: z.string(),
	startsAt: time,
	expiresAt: time,
	overlapEndsAt: optionalTime.describe('Until when it works beside its successor.'),
	parentId: z
		.string()
		.nullable()
		.describe('The credential that its holder authenticated by to get this one; null where a user added it.'),
	adoptedAt: optionalTime.describe('When it was first used.'),
	tokensIssued: z.int(),
	firstUsedAt: optionalTime,
	lastUsedAt: optionalTime,
	lastAddress: z.string().nullable(),
});

const withPem = z.object({ ...certificate.shape, pem: z.string().describe('The certificate.') });
const chain = z.string().describe('The certificate of the authority that signed it, as PEM.');

/** Answers, by their names in the OpenAPI document. */
export const certificateAnswerSchemas = {
	Certificate: certificate,
	Certificates: z.object({ items: z.array(withPem) }),
	SignedCertificate: z.object({ ...withPem.shape, chain }),
	AddedCertificate: z.object({
		...withPem.shape,
		chain: chain.optional(),
		privateKey: z.string().optional().describe('PKCS#8, as PEM; never shown again.'),
		pkcs12: z.string().optional().describe('base64 of the file: key, certificate and authority; never shown again.'),
		password: z.string().optional().describe('What opens the PKCS#12.'),
	}),
} as const;

export const certificateRequestSchemas = { AddCertificate: addCertificateBody, SignRequest: signRequestBody } as const;
