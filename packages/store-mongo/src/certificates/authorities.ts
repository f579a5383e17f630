import type { AuthorityKey, CertificateAuthorityRepository } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { isDuplicateKey } from '../database/failures.ts';
import { type Filter, is, isAfter } from '../database/filters.ts';
import type { Models } from '../models.ts';
import { type AuthorityDocument, authorityDocument, authorityId, authorityOf } from './documents.ts';

const authority = (key: AuthorityKey): Filter => ({ _id: is(authorityId(key)), customerId: is(key.customerId) });

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
		insert: (added) =>
			run(async () => {
				try {
					await authorities.insertOne(authorityDocument(added));
					return true;
				} catch (error) {
					if (isDuplicateKey(error)) return false;
					throw error;
				}
			}),
		rewrap: (key, previous, next) =>
			run(async () => {
				const filter = {
					...authority(key),
					'wrapped.keyEncryptionKeyId': is(previous.keyEncryptionKeyId),
					'wrapped.ciphertext': is(previous.ciphertext),
				};
				const { keyEncryptionKeyId, ciphertext } = next;
				const update = { $set: { wrapped: { keyEncryptionKeyId, ciphertext } } };
				return (await authorities.updateOne(filter as never, update)).matchedCount === 1;
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
