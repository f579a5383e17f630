import type { Delivery, Transfer, TransferKind, TransferRecords } from '@latchkey/core';
import {
	type AuditDocument,
	auditDocument,
	auditEntryOf,
	type CheckpointDocument,
	checkpointDocument,
	checkpointOf,
} from './audit-documents.ts';
import {
	type AuthorityDocument,
	authorityDocument,
	authorityOf,
	type RevokedCertificateDocument,
	revokedCertificateDocument,
	revokedCertificateOf,
} from './certificate-documents.ts';
import type { MongoConnection } from './connection.ts';
import { deliveryOrdinals } from './delivery-ordinals.ts';
import {
	type ApplicationDocument,
	applicationDocument,
	applicationOf,
	eventsOf,
	type HostKeyDocument,
	hostKeyDocument,
	hostKeyOf,
	type PolicyDocument,
	policyDocument,
	policyOf,
	type UsageDocument,
	usageDocument,
	usageOf,
} from './documents.ts';
import { isAfter } from './filters.ts';
import type { Models } from './models.ts';
import {
	type DeliveryDocument,
	deliveryDocument,
	deliveryOf,
	type EndpointDocument,
	endpointDocument,
	endpointOf,
} from './notification-documents.ts';
import { type RevokedTokenDocument, revokedTokenDocument, revokedTokenOf } from './revoked-tokens.ts';
import { put, type TransferCollection } from './transfer-put.ts';
import { type UsedAssertionDocument, usedAssertionDocument, usedAssertionOf } from './used-assertions.ts';

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

function collectionsOf(models: Models): Collections {
	const applications: TransferCollection<TransferRecords['applications'], ApplicationDocument> = {
		model: models.applications,
		recordOf: (document) => ({ application: applicationOf(document), events: eventsOf(document) }),
		documentOf: ({ application, events }) => applicationDocument(application, events),
	};
	const policies: TransferCollection<TransferRecords['policies'], PolicyDocument> = {
		model: models.policies,
		recordOf: (document) => ({ policy: policyOf(document), events: eventsOf(document) }),
		documentOf: ({ policy, events }) => policyDocument(policy, events),
	};
	const usage: TransferCollection<TransferRecords['usage'], UsageDocument> = {
		model: models.usage,
		recordOf: (document) => {
			const { customerId, domainId } = document;
			return { customerId, domainId, ...usageOf(document) };
		},
		documentOf: usageDocument,
	};
	const hostKeys: TransferCollection<TransferRecords['hostKeys'], HostKeyDocument> = {
		model: models.hostKeys,
		recordOf: hostKeyOf,
		documentOf: hostKeyDocument,
	};
	const auditEntries: TransferCollection<TransferRecords['auditEntries'], AuditDocument> = {
		model: models.auditEntries,
		recordOf: auditEntryOf,
		documentOf: auditDocument,
	};
	const auditCheckpoints: TransferCollection<TransferRecords['auditCheckpoints'], CheckpointDocument> = {
		model: models.auditCheckpoints,
		recordOf: checkpointOf,
		documentOf: checkpointDocument,
	};
	const endpoints: TransferCollection<TransferRecords['endpoints'], EndpointDocument> = {
		model: models.endpoints,
		recordOf: (document) => ({ endpoint: endpointOf(document), events: eventsOf(document) }),
		documentOf: ({ endpoint, events }) => endpointDocument(endpoint, events),
	};
	const deliveries: TransferCollection<TransferRecords['deliveries'], DeliveryDocument> = {
		model: models.deliveries,
		recordOf: deliveryOf,
		documentOf: deliveryDocument,
	};
	const revokedTokens: TransferCollection<TransferRecords['revokedTokens'], RevokedTokenDocument> = {
		model: models.revokedTokens,
		recordOf: (document) => {
			const { customerId, domainId } = document;
			return { customerId, domainId, ...revokedTokenOf(document) };
		},
		documentOf: revokedTokenDocument,
	};
	const certificateAuthorities: TransferCollection<TransferRecords['certificateAuthorities'], AuthorityDocument> = {
		model: models.certificateAuthorities,
		recordOf: authorityOf,
		documentOf: authorityDocument,
	};
	const revokedCertificates: TransferCollection<TransferRecords['revokedCertificates'], RevokedCertificateDocument> = {
		model: models.revokedCertificates,
		recordOf: revokedCertificateOf,
		documentOf: revokedCertificateDocument,
	};
	const usedAssertions: TransferCollection<TransferRecords['usedAssertions'], UsedAssertionDocument> = {
		model: models.usedAssertions,
		recordOf: (document) => {
			const { customerId, domainId } = document;
			return { customerId, domainId, ...usedAssertionOf(document) };
		},
		documentOf: usedAssertionDocument,
	};
	// Each kind has documents of its own; which one it is, is known by the kind alone.
	const audit = { auditEntries, auditCheckpoints };
	const certificates = { certificateAuthorities, revokedCertificates };
	const all = {
		applications,
		policies,
		endpoints,
		deliveries,
		usage,
		hostKeys,
		revokedTokens,
		usedAssertions,
		...audit,
		...certificates,
	};
	return all as unknown as Collections;
}
