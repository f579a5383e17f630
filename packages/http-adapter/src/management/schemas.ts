import {
	allowedAddressesSchema,
	descriptionSchema,
	foundSecretSchema,
	jwksSchema,
	jwksUriSchema,
	MANAGER_HOLDS,
	MAX_OVERLAP_MS,
	nameSchema,
	privilegeSchema,
	privilegesSchema,
	userIdSchema,
} from '@latchkey/core';
import { z } from 'zod';
import { certificate } from './certificate-schemas.ts';
import { identifier, instant, optionalTime, overlap, page, time } from './fields.ts';

export const noQuery = z.strictObject({});
export const noBody = z.undefined();
export const emptyBody = z.strictObject({});

export const domainParams = z.object({ domainId: identifier });
export const applicationParams = z.object({ domainId: identifier, clientId: identifier });
export const secretParams = z.object({ domainId: identifier, clientId: identifier, secretId: identifier });

export const listQuery = z.strictObject({
	...page,
	q: z.string().max(200).optional(),
	status: z.enum(['enabled', 'disabled']).optional(),
});

const tokenLifetime = z
	.int()
	.nullable()
	.describe(
		'How long its tokens live, in seconds, within the bounds of the platform; as the platform has it where null.',
	);

export const auditQuery = z.strictObject({
	...page,
	clientId: identifier.optional().describe('Only what is about this client application.'),
	type: identifier.optional().describe('Only of this type.'),
	actor: identifier.optional().describe('Only what this user or this client application did.'),
	from: instant.optional().describe('At or after this time.'),
	to: instant.optional().describe('Before this time.'),
	format: z
		.enum(['json', 'jsonl'])
		.optional()
		.describe('jsonl, or Accept: application/x-ndjson, exports the whole log; the other parameters are ignored then.'),
});

export const addApplicationBody = z.strictObject({
	name: nameSchema,
	description: descriptionSchema.optional(),
	privileges: privilegesSchema.optional(),
	allowedAddresses: allowedAddressesSchema
		.optional()
		.describe('IP addresses and CIDR ranges that it may be used from; all where empty or absent.'),
	tokenLifetime: tokenLifetime.optional(),
	secretExpiresAt: instant.nullable().optional().describe('When the first secret expires; never where null or absent.'),
});

export const changeApplicationBody = z.strictObject({
	name: nameSchema.optional(),
	description: descriptionSchema.optional(),
	privileges: privilegesSchema.optional().describe('The whole new set.'),
	allowedAddresses: allowedAddressesSchema
		.optional()
		.describe('The whole new set of IP addresses and CIDR ranges that it may be used from; all where empty.'),
	tokenLifetime: tokenLifetime.optional(),
	jwks: jwksSchema
		.nullable()
		.optional()
		.describe('The whole new set of public keys by which it signs assertions (RFC 7517, RFC 7523); null for none.'),
	jwksUri: jwksUriSchema
		.nullable()
		.optional()
		.describe('A URL from which that set is fetched, instead of jwks; null for none.'),
	status: z.enum(['enabled', 'disabled']).optional(),
	ownerId: userIdSchema.optional().describe('Hands the application over; only for users who manage the domain.'),
});

export const usageQuery = z.strictObject({
	...page,
	limit: page.limit.describe('Applications; each with all its secrets.'),
});

export const revokeAllBody = z.strictObject({
	leaked: z.boolean().optional().describe('Whether they were stolen, for the record; false where absent.'),
});

export const addSecretBody = z.strictObject({
	overlap: overlap.describe(
		'Seconds for which the earlier secrets go on working; by the rules of the domain where absent.',
	),
	expiresAt: instant
		.nullable()
		.optional()
		.describe('Never where null; where absent, as long a life as the newest secret was given.'),
});

export const revealBody = z.strictObject({
	secretId: z.string().min(1).max(64).optional().describe('The newest secret where absent.'),
});

const MOST_SECONDS = 315_619_200;
const seconds = z.int().min(1).max(MOST_SECONDS);
const overlapSeconds = z
	.int()
	.min(1)
	.max(MAX_OVERLAP_MS / 1000);

/** What time does to the applications of a domain: all periods are seconds. */
const rules = {
	maxLifetime: seconds.nullable().describe('No secret lives longer; null for no bound.'),
	rotateEvery: seconds.nullable().describe('The newest secret is rotated at this age; null for by hand only.'),
	overlap: overlapSeconds.describe('How long both secrets work in a rotation that sets no overlap of its own.'),
	maxOverlap: overlapSeconds.describe('How far the overlap of a rotation that stalls may be extended.'),
	retireWhenQuiet: z.boolean().describe('Ends an old secret early, once it has been unused for the quiet period.'),
	quietPeriod: seconds.describe('How long an old secret must have been unused to end early.'),
	extendStalled: z.boolean().describe('Extends an overlap at whose end the old secret is still in use.'),
	notices: z.array(seconds).max(10).describe('How long before an expiry notice of it is given.'),
	idleDisableAfter: seconds
		.nullable()
		.describe('An application that was unused for so long is disabled; null for never.'),
	idleRemoveAfter: seconds
		.nullable()
		.describe('An application that was unused for so long is removed; null for never.'),
	onLeak: z
		.enum(['revoke', 'notify'])
		.describe('What is done when a scanner has found a secret; its owner is told in any case.'),
};

export const policyBody = z.strictObject({
	showOnce: z.boolean().describe('Secrets are shown when they are made and never again.'),
	...z.object(rules).partial().shape,
});

export const revokeQuery = z.strictObject({
	leaked: z
		.enum(['true', 'false'])
		.optional()
		.describe('Whether somebody else may hold it: then the credentials that its holder was given are revoked too.'),
});

const secret = z.object({
	secretId: z.string(),
	hint: z.string().describe('Its last four characters.'),
	createdAt: time,
	createdBy: z.string(),
	expiresAt: optionalTime,
	overlapEndsAt: optionalTime.describe('Until when it works beside its successor.'),
	parentId: z
		.string()
		.nullable()
		.describe('The secret that its holder authenticated by to get this one; null where a user added it.'),
	adoptedAt: optionalTime.describe('When it was first used.'),
	leakedAt: optionalTime.describe('When it was first reported as leaked.'),
	tokensIssued: z.int(),
	firstUsedAt: optionalTime,
	lastUsedAt: optionalTime,
	lastAddress: z.string().nullable(),
});

const publicKey = z.object({
	keyId: z.string().describe('The key_id of the tokens that were issued for it.'),
	kid: z.string().describe('The kid of assertions that it signs.'),
	thumbprint: z.string().describe('RFC 7638, by SHA-256.'),
	algorithms: z.array(z.string()).describe('Of the signatures that it verifies.'),
	jwk: z.record(z.string(), z.string()).describe('RFC 7517.'),
	createdAt: time,
	createdBy: z.string(),
	tokensIssued: z.int(),
	firstUsedAt: optionalTime,
	lastUsedAt: optionalTime,
	lastAddress: z.string().nullable(),
});

const credentialUse = z.object({
	clientId: z.string(),
	name: z.string(),
	ownerId: z.string(),
	credentialId: z.string(),
	hint: z
		.string()
		.nullable()
		.describe('The last four characters of a secret; null for one that has ended, and for any other credential.'),
	works: z.boolean(),
	tokensIssued: z.int(),
	firstUsedAt: optionalTime,
	lastUsedAt: optionalTime,
	lastAddress: z.string().nullable(),
});

const rotation = z.object({
	origin: z.enum(['schedule', 'user', 'integration']),
	startedAt: time,
	secretId: z.string().nullable().describe('The secret that takes over; null while it is only offered.'),
	deadlineAt: time.describe('When what it replaces ends at the latest; of an offer, when it ends.'),
	byEvidence: z.boolean().describe('Whether it may end earlier, once what it replaces is no longer used.'),
});

const application = z.object({
	clientId: z.string(),
	customerId: z.string(),
	domainId: z.string(),
	name: z.string(),
	description: z.string(),
	ownerId: z.string(),
	privileges: z.array(z.string()),
	allowedAddresses: z
		.array(z.string())
		.describe('The addresses that it may be used from, as CIDR ranges; all where empty.'),
	tokenLifetime,
	status: z.enum(['enabled', 'disabled', 'removed']),
	heldByManager: z
		.array(z.enum(MANAGER_HOLDS))
		.describe('What only a manager of the domain may change, because a manager has restricted it.'),
	createdAt: time,
	createdBy: z.string(),
	updatedAt: time,
	lastUsedAt: optionalTime,
	secrets: z.array(secret).describe('The secrets that work, oldest first.'),
	certificates: z.array(certificate).describe('The certificates that may still work, oldest first.'),
	publicKeys: z.array(publicKey).describe('The public keys of the assertions that it signs.'),
	jwksUri: z.string().nullable().describe('A URL where it publishes more of them; null for none.'),
	rotation: rotation.nullable().describe('The one under way; null where there is none.'),
});

const credentials = z.object({
	clientId: z.string(),
	clientSecret: z.string(),
	oauthCredentials: z.string().describe('base64 of clientId:clientSecret: what goes after "Basic ".'),
});

const auditEntry = z.object({
	customerId: z.string(),
	domainId: z.string(),
	sequence: z.int().describe('1 for the first entry of the domain, and then without a gap.'),
	eventId: z.string(),
	type: z.string(),
	at: time.describe('When it happened.'),
	actor: z.object({
		kind: z.enum(['user', 'client', 'host', 'system']),
		id: z.string().nullable(),
		credentialId: z.string().nullable().describe('The credential that an integration presented.'),
		address: z.string().nullable(),
	}),
	clientId: z.string().nullable(),
	data: z.record(z.string(), z.unknown()).describe('Depends on the type; never a secret.'),
	link: z.string().describe('The hash of this entry and all before it (SHA-256).'),
	mac: z.string().describe('Shows that the host made this link (HMAC-SHA256).'),
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
		secretsBeyondGrant: z
			.boolean()
			.describe('Whether secrets are shown even of applications whose privileges the user may not grant.'),
		notifications: z.boolean().describe('Whether notifications are sent, so that there can be endpoints.'),
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
		showOnce: z.boolean().describe('Secrets are shown when they are made and never again.'),
	}),
	AddedApplication: z.object({ ...application.shape, credentials }),
	AddedSecret: z.object({ ...secret.shape, credentials }),
	Credentials: credentials,
	CredentialUsePage: z.object({
		customerId: z.string(),
		domainId: z.string(),
		items: z.array(credentialUse),
		next: z.string().nullable(),
	}),
	Revoked: z.object({
		applications: z.int().describe('Client applications that had credentials.'),
		secrets: z.int(),
		certificates: z.int(),
		publicKeys: z.int().describe('Registered keys; a set that is fetched from a URL counts as one.'),
	}),
	LeakVerdicts: z.array(
		z.object({
			token_raw: z.string(),
			token_type: z.string(),
			label: z.enum(['true_positive', 'false_positive']),
		}),
	),
	Policy: z.object({ customerId: z.string(), domainId: z.string(), showOnce: z.boolean(), ...rules, updatedAt: time }),
	AuditPage: z.object({
		customerId: z.string(),
		domainId: z.string(),
		items: z.array(auditEntry),
		next: z.string().nullable(),
		head: z.string().nullable().describe('The head of the log, as a signed JWS: worth keeping elsewhere.'),
	}),
	TokenResponse: z.object({
		access_token: z.string(),
		token_type: z.literal('Bearer'),
		expires_in: z.int().describe('Seconds.'),
		scope: z.string(),
	}),
	Introspection: z.object({
		active: z.boolean(),
		scope: z.string().optional(),
		client_id: z.string().optional(),
		token_type: z.literal('Bearer').optional(),
		exp: z.int().optional(),
		iat: z.int().optional(),
		sub: z.string().optional(),
		aud: z.union([z.string(), z.array(z.string())]).optional(),
		iss: z.string().optional(),
		jti: z.string().optional(),
		customer_id: z.string().optional(),
		domain_id: z.string().optional(),
		cnf: z
			.object({ 'x5t#S256': z.string() })
			.optional()
			.describe('The certificate that it is bound to (RFC 8705 §3.2); absent where there is none.'),
		allowed_addresses: z
			.array(z.string())
			.optional()
			.describe('The addresses that it may be used from, as CIDR ranges; all where absent.'),
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
	RevokeAll: revokeAllBody,
	LeakReport: z.array(foundSecretSchema),
	Nothing: emptyBody,
} as const;
