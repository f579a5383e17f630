import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { ApplicationDocument } from './applications/documents.ts';
import { applicationSchema } from './applications/schema.ts';
import { type UsedAssertionDocument, usedAssertionSchema } from './assertions/documents.ts';
import {
	type AuditDocument,
	auditCheckpointSchema,
	auditEntrySchema,
	type CheckpointDocument,
} from './audit/documents.ts';
import {
	type AuthorityDocument,
	authoritySchema,
	type RevokedCertificateDocument,
	revokedCertificateSchema,
} from './certificates/documents.ts';
import { STRICT } from './database/schema.ts';
import {
	type DeliveryDocument,
	deliverySchema,
	type OrdinalsDocument,
	ordinalsSchema,
} from './deliveries/documents.ts';
import { type EndpointDocument, endpointSchema } from './endpoints/documents.ts';
import { type HostKeyDocument, hostKeySchema } from './keys/documents.ts';
import { type PolicyDocument, policySchema } from './policies/documents.ts';
import { type RevokedTokenDocument, revokedTokenSchema } from './tokens/documents.ts';
import { type ProcessDocument, processSchema, type UsageDocument, usageSchema } from './usage/documents.ts';

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

export function modelsOn(connection: Connection): Models {
	const model = <Document>(collection: string, definition: SchemaDefinition): Model<Document> =>
		connection.model(collection, new Schema(definition, { ...STRICT, collection })) as unknown as Model<Document>;
	return {
		applications: model('applications', applicationSchema),
		policies: model('policies', policySchema),
		usage: model('usage', usageSchema),
		hostKeys: model('host_keys', hostKeySchema),
		processes: model('processes', processSchema),
		auditEntries: model('audit_entries', auditEntrySchema),
		auditCheckpoints: model('audit_checkpoints', auditCheckpointSchema),
		endpoints: model('endpoints', endpointSchema),
		deliveries: model('deliveries', deliverySchema),
		ordinals: model('delivery_ordinals', ordinalsSchema),
		revokedTokens: model('revoked_tokens', revokedTokenSchema),
		certificateAuthorities: model('certificate_authorities', authoritySchema),
		revokedCertificates: model('revoked_certificates', revokedCertificateSchema),
		usedAssertions: model('used_assertions', usedAssertionSchema),
	};
}
