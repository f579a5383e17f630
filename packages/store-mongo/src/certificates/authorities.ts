import type { CertificateAuthorityRepository } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { inserted } from '../database/failures.ts';
import { is, isAfter } from '../database/filters.ts';
import { rewrap } from '../keys/rewrap.ts';
import type { Models } from '../models.ts';
import { type AuthorityDocument, authorityDocument, authorityId, authorityOf } from './documents.ts';

export function certificateAuthorityRepository(
	{ run }: MongoConnection,
	{ certificateAuthorities: authorities }: Models,
): CertificateAuthorityRepository {
	return {
		list: (customerId) =>
			run(async () => {
				const found = await authorities
					.find({ customerId: is(customerId) } as never)
					.sort({ _id: 1 })
					.lean<AuthorityDocument[]>();
				return found.map(authorityOf);
			}),
		insert: (added) => run(() => inserted(() => authorities.insertOne(authorityDocument(added)))),
		rewrap: (key, previous, next) =>
			run(() => {
				const authority = { _id: is(authorityId(key)), customerId: is(key.customerId) };
				return rewrap(authorities, authority, previous, next);
			}),
		remove: (customerId) =>
			run(async () => {
				await authorities.deleteMany({ customerId: is(customerId) } as never);
			}),
		listAll: (after, limit) =>
			run(async () => {
				const filter = after === undefined ? {} : { _id: isAfter(authorityId(after)) };
				const found = await authorities
					.find(filter as never)
					.sort({ _id: 1 })
					.limit(limit)
					.lean<AuthorityDocument[]>();
				return found.map(authorityOf);
			}),
	};
}
