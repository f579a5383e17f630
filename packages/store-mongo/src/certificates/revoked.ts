import type { RevokedCertificateRepository } from '@latchkey/core';
import { deleteBatch } from '../database/batch-delete.ts';
import type { MongoConnection } from '../database/connection.ts';
import { takenOf } from '../database/failures.ts';
import { is, isAfter } from '../database/filters.ts';
import type { Models } from '../models.ts';
import {
	type RevokedCertificateDocument,
	revokedCertificateDocument,
	revokedCertificateId,
	revokedCertificateOf,
} from './documents.ts';

export function revokedCertificateRepository(
	{ run }: MongoConnection,
	{ revokedCertificates }: Models,
): RevokedCertificateRepository {
	return {
		insert: (certificates) =>
			run(async () => {
				if (certificates.length === 0) return;
				const inserts = certificates.map((certificate) => ({
					insertOne: { document: revokedCertificateDocument(certificate) as never },
				}));
				await takenOf(() => revokedCertificates.bulkWrite(inserts, { ordered: false }));
			}),
		list: (authority, after, limit) =>
			run(async () => {
				const { customerId, generation } = authority;
				const position = after === undefined ? {} : { _id: isAfter(revokedCertificateId(authority, after)) };
				const found = await revokedCertificates
					.find({ customerId: is(customerId), generation: is(generation), ...position } as never)
					.sort({ _id: 1 })
					.limit(limit)
					.lean<RevokedCertificateDocument[]>();
				return found.map(revokedCertificateOf);
			}),
		remove: (customerId) =>
			run(async () => {
				await revokedCertificates.deleteMany({ customerId: is(customerId) } as never);
			}),
		purgeExpired: (before, limit) =>
			run(() => deleteBatch(revokedCertificates, { notAfter: { $lt: before } }, { notAfter: 1, _id: 1 }, limit)),
	};
}
