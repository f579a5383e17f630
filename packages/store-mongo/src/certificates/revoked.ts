import type { RevokedCertificateRepository } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { takenOf } from '../database/failures.ts';
import { is, isAfter, isOneOf } from '../database/filters.ts';
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
			run(async () => {
				const found = await revokedCertificates
					.find({ notAfter: { $lt: before } } as never, { customerId: 1 })
					.sort({ notAfter: 1, _id: 1 })
					.limit(limit)
					.lean<RevokedCertificateDocument[]>();
				let purged = 0;
				// By customer: a write goes to few shards.
				for (const [customerId, group] of Map.groupBy(found, (one) => one.customerId)) {
					const filter = { _id: isOneOf(group.map(({ _id }) => _id)), customerId: is(customerId) };
					purged += (await revokedCertificates.deleteMany(filter as never)).deletedCount;
				}
				return purged;
			}),
	};
}
