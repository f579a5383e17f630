import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { UsedAssertionDocument } from './assertions/used.ts';
import type { AuditDocument, CheckpointDocument } from './audit/documents.ts';
import type { AuthorityDocument, RevokedCertificateDocument } from './certificates/documents.ts';
import type {
	ApplicationDocument,
	HostKeyDocument,
	PolicyDocument,
	ProcessDocument,
	UsageDocument,
} from './documents.ts';
import type { DeliveryDocument, EndpointDocument, OrdinalsDocument } from './endpoints/documents.ts';
import type { RevokedTokenDocument } from './tokens/revoked.ts';

export interface Models {
	readonly applications: Model<ApplicationDocument>;
	readonly policies: Model<PolicyDocument>;
	readonly usage: Model<UsageDocument>;
	readonly hostKeys: Model<HostKeyDocument>;
	readonly processes: Model<ProcessDocument>;
	readonly auditEntries: Model<AuditDocument>;
	readonly auditCheckpoints: Model<CheckpointDocument>;
	readonly endpoints: Model<EndpointDocument>;
	readonly deliveries: Model<DeliveryDocument>;
	readonly ordinals: Model<OrdinalsDocument>;
	readonly revokedTokens: Model<RevokedTokenDocument>;
	readonly certificateAuthorities: Model<AuthorityDocument>;
	readonly revokedCertificates: Model<RevokedCertificateDocument>;
	readonly usedAssertions: Model<UsedAssertionDocument>;
}

/** What a document may hold is all that its schema names: anything else is an error, in a filter too. */
const STRICT = { strict: 'throw', strictQuery: 'throw', versionKey: false, minimize: false } as const;

const part = (definition: SchemaDefinition): Schema => new Schema(definition, { ...STRICT, _id: false });
const nullable = (type: unknown): { type: unknown; default: null } => ({ type, default: null });

const tenant = { customerId: String, domainId: String };
const outbox = {
	outbox: [part({ at: String, id: String, body: String })],
	relayHolder: nullable(String),
	relayEndsAt: nullable(Number),
};
const wrapped = part({ keyEncryptionKeyId: String, ciphertext: String });

const secret = part({
	secretId: String,
	digest: String,
	fingerprint: nullable(String),
	sealed: nullable(String),
	hint: String,
	createdAt: Number,
	createdBy: String,
	ancestors: [String],
	expiresAt: nullable(Number),
	overlapEndsAt: nullable(Number),
	adoptedAt: nullable(Number),
	expiryNoticeMs: nullable(Number),
	leakedAt: nullable(Number),
});

const certificate = part({
	certificateId: String,
	serialNumber: String,
	thumbprint: String,
	keyThumbprint: String,
	origin: String,
	generation: nullable(Number),
	subject: String,
	createdAt: Number,
	createdBy: String,
	ancestors: [String],
	notBefore: Number,
	notAfter: Number,
	expiresAt: Number,
	overlapEndsAt: nullable(Number),
	adoptedAt: nullable(Number),
	expiryNoticeMs: nullable(Number),
	pem: String,
});

const lifecycle = part({
	rotation: nullable(
		part({
			origin: String,
			startedAt: Number,
			secretId: nullable(String),
			deadlineAt: Number,
			byEvidence: Boolean,
			replaces: [String],
			stalledFor: nullable(Number),
		}),
	),
	rotationPostponedUntil: nullable(Number),
	activeSince: Number,
	idleWarning: nullable(part({ action: String, idleSince: Number, actionAt: Number, noticeMs: Number })),
	idleDisabledAt: nullable(Number),
});

const rules = part({
	maxLifetimeMs: nullable(Number),
	rotateEveryMs: nullable(Number),
	overlapMs: Number,
	maxOverlapMs: Number,
	retireWhenQuiet: Boolean,
	quietMs: Number,
	extendStalled: Boolean,
	noticesMs: [Number],
	idleDisableAfterMs: nullable(Number),
	idleRemoveAfterMs: nullable(Number),
	onLeak: String,
});

const application: SchemaDefinition = {
	_id: String,
	...tenant,
	slot: String,
	name: String,
	nameKey: String,
	idKey: String,
	description: String,
	ownerId: String,
	privileges: [String],
	allowedAddresses: [String],
	tokenLifetimeSeconds: nullable(Number),
	status: String,
	live: Boolean,
	secrets: [secret],
	certificates: [certificate],
	endedSecrets: [
		part({
			secretId: String,
			digest: String,
			fingerprint: nullable(String),
			ancestors: [String],
			endedAt: Number,
			leakedAt: nullable(Number),
		}),
	],
	publicKeys: [
		part({
			keyId: String,
			kid: String,
			thumbprint: String,
			algorithms: [String],
			publicJwk: String,
			createdAt: Number,
			createdBy: String,
		}),
	],
	keySet: nullable(part({ keyId: String, uri: String, createdAt: Number, createdBy: String })),
	revokedCredentials: [part({ credentialId: String, revokedAt: Number })],
	tokenEpoch: Number,
	revision: Number,
	createdAt: Number,
	createdBy: String,
	updatedAt: Number,
	removedAt: nullable(Number),
	invalidatedAt: nullable(Number),
	lifecycle,
	nextDueAt: nullable(Number),
	requestDigest: nullable(String),
	leaseHolder: nullable(String),
	leaseEndsAt: nullable(Number),
	...outbox,
};

const policy: SchemaDefinition = {
	_id: String,
	...tenant,
	showOnce: Boolean,
	rules,
	dataKey: nullable(part({ dataKeyId: String, wrapped })),
	endpointKey: nullable(part({ dataKeyId: String, wrapped })),
	revision: Number,
	createdAt: Number,
	updatedAt: Number,
	removedAt: nullable(Number),
	...outbox,
};

const usage: SchemaDefinition = {
	_id: String,
	...tenant,
	clientId: String,
	credentialId: String,
	tokensIssued: Number,
	firstUsedAt: Number,
	last: String,
};

const hostKey: SchemaDefinition = {
	_id: String,
	purpose: String,
	algorithm: nullable(String),
	publicJwk: nullable(String),
	wrapped,
	createdAt: Number,
	activatesAt: Number,
};

const process: SchemaDefinition = { _id: String, usageWrittenUntil: Number };

const auditEntry: SchemaDefinition = {
	_id: String,
	...tenant,
	eventId: String,
	type: { type: String },
	at: Number,
	actorKind: String,
	actorId: nullable(String),
	credentialId: nullable(String),
	address: nullable(String),
	clientId: nullable(String),
	data: String,
	link: String,
	mac: String,
};

const auditCheckpoint: SchemaDefinition = {
	_id: String,
	...tenant,
	sequence: Number,
	link: String,
	mac: String,
	cutAt: Number,
	proof: String,
};

const endpoint: SchemaDefinition = {
	_id: String,
	...tenant,
	clientId: nullable(String),
	slot: String,
	url: String,
	description: String,
	eventTypes: nullable([String]),
	status: String,
	live: Boolean,
	disabledReason: nullable(String),
	signingSecrets: [part({ secretId: String, sealed: String, createdAt: Number, endsAt: nullable(Number) })],
	failingSince: nullable(Number),
	nextAttemptAt: Number,
	wakeups: Number,
	revision: Number,
	createdAt: Number,
	createdBy: String,
	updatedAt: Number,
	removedAt: nullable(Number),
	leaseHolder: nullable(String),
	leaseEndsAt: nullable(Number),
	...outbox,
};

const delivery: SchemaDefinition = {
	_id: String,
	...tenant,
	endpointId: String,
	event: String,
	ordinal: Number,
	status: String,
	nextAttemptAt: nullable(Number),
	attempts: Number,
	tries: Number,
	log: [
		part({
			at: Number,
			durationMs: Number,
			status: nullable(Number),
			error: nullable(String),
			answerStart: String,
		}),
	],
	createdAt: Number,
};

const ordinals: SchemaDefinition = { _id: String, ...tenant, last: Number };

const revokedToken: SchemaDefinition = {
	_id: String,
	...tenant,
	clientId: String,
	tokenId: String,
	revokedAt: Number,
	expiresAt: Number,
};

const certificateAuthority: SchemaDefinition = {
	_id: String,
	customerId: String,
	generation: Number,
	certificate: String,
	wrapped,
	createdAt: Number,
	notAfter: Number,
};

const revokedCertificate: SchemaDefinition = {
	_id: String,
	customerId: String,
	generation: Number,
	serialNumber: String,
	revokedAt: Number,
	reason: String,
	notAfter: Number,
};

const usedAssertion: SchemaDefinition = {
	_id: String,
	...tenant,
	clientId: String,
	digest: String,
	expiresAt: Number,
};

export function modelsOn(connection: Connection): Models {
	const model = <Document>(collection: string, definition: SchemaDefinition): Model<Document> =>
		connection.model(collection, new Schema(definition, { ...STRICT, collection })) as unknown as Model<Document>;
	return {
		applications: model('applications', application),
		policies: model('policies', policy),
		usage: model('usage', usage),
		hostKeys: model('host_keys', hostKey),
		processes: model('processes', process),
		auditEntries: model('audit_entries', auditEntry),
		auditCheckpoints: model('audit_checkpoints', auditCheckpoint),
		endpoints: model('endpoints', endpoint),
		deliveries: model('deliveries', delivery),
		ordinals: model('delivery_ordinals', ordinals),
		revokedTokens: model('revoked_tokens', revokedToken),
		certificateAuthorities: model('certificate_authorities', certificateAuthority),
		revokedCertificates: model('revoked_certificates', revokedCertificate),
		usedAssertions: model('used_assertions', usedAssertion),
	};
}
