import type { Delivery, Tenant, Transfer, TransferKind, TransferRecords } from '@latchkey/core';
import type { Model } from 'mongoose';
import { type ApplicationDocument, applicationDocument, applicationOf } from '../applications/documents.ts';
import { type UsedAssertionDocument, usedAssertionDocument, usedAssertionOf } from '../assertions/documents.ts';
import {
	type AuditDocument,
	auditDocument,
	auditEntryOf,
	type CheckpointDocument,
	checkpointDocument,
	checkpointOf,
} from '../audit/documents.ts';
import {
	type AuthorityDocument,
	authorityDocument,
	authorityOf,
	type RevokedCertificateDocument,
	revokedCertificateDocument,
	revokedCertificateOf,
} from '../certificates/documents.ts';
import type { MongoConnection } from '../database/connection.ts';
import { isAfter } from '../database/filters.ts';
import { type DeliveryDocument, deliveryDocument, deliveryOf } from '../deliveries/documents.ts';
import { deliveryOrdinals } from '../deliveries/ordinals.ts';
import { type EndpointDocument, endpointDocument, endpointOf } from '../endpoints/documents.ts';
import { eventsOf } from '../events/pending-events.ts';
import { type HostKeyDocument, hostKeyDocument, hostKeyOf } from '../keys/documents.ts';
import type { Models } from '../models.ts';
import { type PolicyDocument, policyDocument, policyOf } from '../policies/documents.ts';
import { type RevokedTokenDocument, revokedTokenDocument, revokedTokenOf } from '../tokens/documents.ts';
import { type UsageDocument, usageDocument, usageOf } from '../usage/documents.ts';
import { put, type TransferCollection } from './put.ts';

type Collections = {
	readonly [Kind in TransferKind]: TransferCollection<TransferRecords[Kind], { readonly _id: string }>;
};

export function transfer({ run }: MongoConnection, models: Models): Transfer {
	const collections = collectionsOf(models);
	const ordinals = deliveryOrdinals(models);

	return {
		read: (kind, after, limit) =>
			run(async () => {
				const { model, recordOf } = collections[kind];
				const found = await model
					.find((after === undefined ? {} : { _id: isAfter(after) }) as never)
					.sort({ _id: 1 })
					.limit(limit)
					.lean<{ _id: string }[]>();
				const last = found.at(-1);
				const next = last === undefined || found.length < limit ? null : last._id;
				return { records: found.map(recordOf), next };
			}),
		write: (kind, records) =>
			run(async () => {
				if (records.length === 0) return;
				const collection = collections[kind];
				await put(collection, records.map(collection.documentOf));
				if (kind === 'deliveries') await ordinals.raise(records as readonly Delivery[]);
			}),
		count: (kind) => run(() => collections[kind].model.countDocuments({})),
	};
}

/** Each kind has documents of its own. */
function collectionsOf(models: Models): Collections {
	const collections = {
		applications: kept<'applications', ApplicationDocument>(
			models.applications,
			(document) => ({ application: applicationOf(document), events: eventsOf(document) }),
			({ application, events }) => applicationDocument(application, events),
		),
		policies: kept<'policies', PolicyDocument>(
			models.policies,
			(document) => ({ policy: policyOf(document), events: eventsOf(document) }),
			({ policy, events }) => policyDocument(policy, events),
		),
		endpoints: kept<'endpoints', EndpointDocument>(
			models.endpoints,
			(document) => ({ endpoint: endpointOf(document), events: eventsOf(document) }),
			({ endpoint, events }) => endpointDocument(endpoint, events),
		),
		deliveries: kept<'deliveries', DeliveryDocument>(models.deliveries, deliveryOf, deliveryDocument),
		usage: kept<'usage', UsageDocument>(models.usage, withTenant(usageOf), usageDocument),
		hostKeys: kept<'hostKeys', HostKeyDocument>(models.hostKeys, hostKeyOf, hostKeyDocument),
		auditEntries: kept<'auditEntries', AuditDocument>(models.auditEntries, auditEntryOf, auditDocument),
		auditCheckpoints: kept<'auditCheckpoints', CheckpointDocument>(
			models.auditCheckpoints,
			checkpointOf,
			checkpointDocument,
		),
		revokedTokens: kept<'revokedTokens', RevokedTokenDocument>(
			models.revokedTokens,
			withTenant(revokedTokenOf),
			revokedTokenDocument,
		),
		certificateAuthorities: kept<'certificateAuthorities', AuthorityDocument>(
			models.certificateAuthorities,
			authorityOf,
			authorityDocument,
		),
		revokedCertificates: kept<'revokedCertificates', RevokedCertificateDocument>(
			models.revokedCertificates,
			revokedCertificateOf,
			revokedCertificateDocument,
		),
		usedAssertions: kept<'usedAssertions', UsedAssertionDocument>(
			models.usedAssertions,
			withTenant(usedAssertionOf),
			usedAssertionDocument,
		),
	} satisfies Readonly<Record<TransferKind, unknown>>;
	// Which documents they are is known by the kind alone.
	return collections as unknown as Collections;
}

function kept<Kind extends TransferKind, Document extends { readonly _id: string }>(
	model: Model<Document>,
	recordOf: (document: Document) => TransferRecords[Kind],
	documentOf: (record: TransferRecords[Kind]) => Document,
): TransferCollection<TransferRecords[Kind], Document> {
	return { model, recordOf, documentOf };
}

function withTenant<Document extends Tenant, Part>(
	partOf: (document: Document) => Part,
): (document: Document) => Tenant & Part {
	return (document) => {
		const { customerId, domainId } = document;
		return { customerId, domainId, ...partOf(document) };
	};
}
