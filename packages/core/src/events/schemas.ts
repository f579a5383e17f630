import { z } from 'zod';
import { MANAGER_HOLDS } from '../applications/manager-holds.ts';
import { REVOCATION_REASONS } from '../certificates/revocation-reason.ts';
import { lifecycleRulesSchema } from '../lifecycle/rules.ts';
import type { EventType } from './event.ts';

const text = z.string();
const optionalText = text.nullable();
/** Milliseconds since the epoch. */
const time = z.int();
const optionalTime = time.nullable();
const nothing = z.strictObject({});
const secretId = text.describe('Which secret; never the secret itself.');
const origin = text.describe('Scheme, host and port of the URL (RFC 6454): its path may be a secret of the receiver.');

const certificateId = text.describe('Which certificate.');
const serialNumber = text.describe('Hexadecimal.');
const endedCertificate = {
	certificateId,
	serialNumber,
	generation: z.int().nullable().describe('Which authority of the customer signed it; null where it signed itself.'),
	notAfter: time,
};

const heldByManager = z.array(z.enum(MANAGER_HOLDS)).describe('What only a manager may change.');
const changedHolds = z.strictObject({ heldByManager: heldByManager.optional() });
const editable = z.strictObject({
	name: text.optional(),
	description: text.optional(),
	ownerId: text.optional(),
	privileges: z.array(text).optional(),
	allowedAddresses: z.array(text).optional(),
	tokenLifetimeSeconds: z.int().nullable().optional(),
	publicKeys: z.array(z.strictObject({ kid: text, thumbprint: text.describe('RFC 7638, by SHA-256.') })).optional(),
	jwksUri: optionalText.optional().describe('Without the query.'),
	heldByManager: heldByManager.optional(),
});

const editableEndpoint = z.strictObject({
	origin: origin.optional(),
	description: text.optional(),
	eventTypes: z.array(text).nullable().optional(),
	status: z.enum(['enabled', 'paused', 'disabled']).optional(),
	signingSecretId: text.optional().describe('The secret that signs from now on, when it was rotated.'),
});

const settings = z.strictObject({ showOnce: z.boolean(), ...lifecycleRulesSchema.shape }).partial();

/** What each type of event tells, for whoever reads one: of every type, and in tests held against real events. */
export const EVENT_DATA_SCHEMAS = {
	'client_application.added': z.strictObject({
		name: text,
		ownerId: text,
		privileges: z.array(text),
		allowedAddresses: z.array(text),
		tokenLifetimeSeconds: z.int().nullable(),
		heldByManager: heldByManager.optional(),
	}),
	'client_application.changed': z.strictObject({ before: editable, after: editable }),
	'client_application.disabled': changedHolds,
	'client_application.enabled': changedHolds,
	'client_application.removed': z.strictObject({ name: text }),
	'client_application.tokens_revoked': nothing,
	'client_application.idle': z.strictObject({
		idleSince: time,
		action: z.enum(['disable', 'remove']),
		actionAt: time,
	}),
	'client_secret.added': z.strictObject({
		secretId,
		expiresAt: optionalTime,
		superseded: z
			.array(z.strictObject({ secretId, overlapEndsAt: optionalTime }))
			.describe('The earlier secrets, and until when each goes on working.'),
	}),
	'client_secret.revealed': z.strictObject({ secretId }),
	'client_secret.adopted': z.strictObject({ secretId, firstUsedAt: time, address: optionalText }),
	'client_secret.revoked': z.strictObject({ secretId, leaked: z.boolean() }),
	'client_secret.leaked': z.strictObject({
		secretId,
		url: optionalText.describe('Where it was found.'),
		source: optionalText.describe('What kind of place that is, in the words of who found it.'),
		revoked: z.boolean(),
	}),
	'client_secret.expiring': z.strictObject({ secretId, expiresAt: time }),
	'client_secret.expired': z.strictObject({ secretId }),
	'client_secret.rotated': z.strictObject({ secretId }),
	'client_secret.rotation_offered': z.strictObject({
		secretId: optionalText.describe('Null where it is made only when it is taken up.'),
		deadlineAt: time,
	}),
	'client_secret.rotation_stalled': z.strictObject({
		secretId: optionalText,
		deadlineAt: time,
		extendedTo: optionalTime,
		stillUsed: z.array(z.strictObject({ secretId, lastUsedAt: time, lastAddress: optionalText })),
	}),
	'client_secret.rotation_cancelled': z.strictObject({ secretId: optionalText, reinstated: z.array(text) }),
	'client_certificate.added': z.strictObject({
		certificateId,
		serialNumber,
		thumbprint: text.describe('`x5t#S256` (RFC 8705).'),
		origin: z.enum(['issued', 'signed_request', 'registered']),
		expiresAt: time,
		superseded: z
			.array(z.strictObject({ certificateId, overlapEndsAt: time }))
			.describe('The earlier certificates, and until when each goes on working.'),
	}),
	'client_certificate.adopted': z.strictObject({ certificateId, firstUsedAt: time, address: optionalText }),
	'client_certificate.expiring': z.strictObject({ certificateId, serialNumber, expiresAt: time }),
	'client_certificate.expired': z.strictObject(endedCertificate),
	'client_certificate.rotated': z.strictObject(endedCertificate),
	'client_certificate.revoked': z.strictObject({ ...endedCertificate, reason: z.enum(REVOCATION_REASONS) }),
	'endpoint.added': z.strictObject({
		endpointId: text,
		origin,
		eventTypes: z.array(text).nullable(),
	}),
	'endpoint.changed': z.strictObject({ endpointId: text, before: editableEndpoint, after: editableEndpoint }),
	'endpoint.disabled': z.strictObject({
		endpointId: text,
		reason: z.enum(['gone', 'failing', 'by_user']),
		failingSince: optionalTime,
	}),
	'endpoint.removed': z.strictObject({ endpointId: text, origin }),
	'endpoint.test': z.strictObject({ endpointId: text }),
	'policy.changed': z.strictObject({ before: settings, after: settings }),
	'policy.removed': nothing,
} as const satisfies Readonly<Record<EventType, z.ZodType>>;

export const EVENT_TYPES = Object.keys(EVENT_DATA_SCHEMAS) as EventType[];
