import {
	descriptionSchema,
	MAX_CURSOR_LENGTH,
	MAX_OVERLAP_MS,
	MAX_PAGE,
	nameSchema,
	policySettingsSchema,
	privilegeSchema,
	privilegesSchema,
	userIdSchema,
} from '@latchkey/core';
import { z } from 'zod';

/** RFC 3339, with a zone; milliseconds since the epoch for core. */
const instant = z.iso.datetime({ offset: true });
const time = z.iso.datetime();
const optionalTime = time.nullable();
const identifier = z.string().min(1).max(255);

export const noQuery = z.strictObject({});
export const noBody = z.undefined();

export const domainParams = z.object({ domainId: identifier });
export const applicationParams = z.object({ domainId: identifier, clientId: identifier });
export const secretParams = z.object({ domainId: identifier, clientId: identifier, secretId: identifier });

export const listQuery = z.strictObject({
	limit: z.coerce.number().int().min(1).max(MAX_PAGE).optional(),
	cursor: z.string().max(MAX_CURSOR_LENGTH).optional(),
	q: z.string().max(200).optional(),
	status: z.enum(['enabled', 'disabled']).optional(),
});

export const addApplicationBody = z.strictObject({
	name: nameSchema,
	description: descriptionSchema.optional(),
	privileges: privilegesSchema.optional(),
	secretExpiresAt: instant.nullable().optional().describe('When the first secret expires; never where null or absent.'),
});

export const changeApplicationBody = z.strictObject({
	name: nameSchema.optional(),
	description: descriptionSchema.optional(),
	privileges: privilegesSchema.optional().describe('The whole new set.'),
	status: z.enum(['enabled', 'disabled']).optional(),
	ownerId: userIdSchema.optional().describe('Hands the application over; only for users who manage the domain.'),
});

export const addSecretBody = z.strictObject({
	overlap: z
		.int()
		.min(0)
		.max(MAX_OVERLAP_MS / 1000)
		.optional()
		.describe('Seconds for which the earlier secrets go on working; a week where absent.'),
	expiresAt: instant
		.nullable()
		.optional()
		.describe('Never where null; where absent, as long a life as the newest secret was given.'),
});

export const revealBody = z.strictObject({
	secretId: z.string().min(1).max(64).optional().describe('The newest secret where absent.'),
});

export const policyBody = policySettingsSchema;

const secret = z.object({
	secretId: z.string(),
	hint: z.string().describe('Its last four characters.'),
	createdAt: time,
	createdBy: z.string(),
	expiresAt: optionalTime,
	overlapEndsAt: optionalTime.describe('Until when it works beside its successor.'),
	tokensIssued: z.int(),
	firstUsedAt: optionalTime,
	lastUsedAt: optionalTime,
	lastAddress: z.string().nullable(),
});

const application = z.object({
	clientId: z.string(),
	customerId: z.string(),
	domainId: z.string(),
	name: z.string(),
	description: z.string(),
	ownerId: z.string(),
	privileges: z.array(z.string()),
	status: z.enum(['enabled', 'disabled', 'removed']),
	createdAt: time,
	createdBy: z.string(),
	updatedAt: time,
	lastUsedAt: optionalTime,
	secrets: z.array(secret).describe('The secrets that work, oldest first.'),
});

const credentials = z.object({
	clientId: z.string(),
	clientSecret: z.string(),
	oauthCredentials: z.string().describe('base64 of clientId:clientSecret: what goes after "Basic ".'),
});

/** The named schemas of the OpenAPI document: what is sent. */
export const answerSchemas = {
	Session: z.object({
		userId: z.string(),
		customerId: z.string(),
		domains: z.array(
			z.object({ domainId: z.string(), manage: z.boolean(), reveal: z.boolean(), grantable: z.array(z.string()) }),
		),
		privileges: z.array(
			z.object({
				name: privilegeSchema,
				title: z.string().optional(),
				description: z.string().optional(),
				group: z.string().optional(),
			}),
		),
	}),
	Secret: secret,
	Secrets: z.object({ items: z.array(secret) }),
	ClientApplication: application,
	ClientApplicationPage: z.object({
		customerId: z.string(),
		domainId: z.string(),
		items: z.array(application),
		next: z.string().nullable(),
		count: z.int().describe('Live applications that the user sees.'),
		limit: z.int().describe('How many the domain may have.'),
	}),
	AddedApplication: z.object({ ...application.shape, credentials }),
	AddedSecret: z.object({ ...secret.shape, credentials }),
	Credentials: credentials,
	Policy: z.object({ customerId: z.string(), domainId: z.string(), showOnce: z.boolean(), updatedAt: time }),
	TokenResponse: z.object({
		access_token: z.string(),
		token_type: z.literal('Bearer'),
		expires_in: z.int().describe('Seconds.'),
		scope: z.string(),
	}),
	OAuthError: z.object({ error: z.string(), error_description: z.string() }),
	Health: z.object({ status: z.enum(['ok', 'unavailable']), store: z.enum(['ok', 'unavailable']).optional() }),
	Problem: z.looseObject({
		type: z.string(),
		title: z.string(),
		status: z.int(),
		detail: z.string(),
		requestId: z.string().optional(),
		issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })).optional(),
	}),
} as const;

/** The named schemas of the OpenAPI document: what is taken. */
export const requestSchemas = {
	AddApplication: addApplicationBody,
	ChangeApplication: changeApplicationBody,
	AddSecret: addSecretBody,
	Reveal: revealBody,
	PolicySettings: policyBody,
} as const;
