import type { HostKeyRepository } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { isDuplicateKey } from '../database/failures.ts';
import { is, isOneOf } from '../database/filters.ts';
import { type HostKeyDocument, hostKeyDocument, hostKeyOf } from '../documents.ts';
import type { Models } from '../models.ts';

export function hostKeyRepository({ run }: MongoConnection, { hostKeys }: Models): HostKeyRepository {
	return {
		list: () =>
			run(async () => {
				const found = await hostKeys.find({}).sort({ createdAt: 1, _id: 1 }).lean<HostKeyDocument[]>();
				return found.map(hostKeyOf);
			}),
		insert: (key) =>
			run(async () => {
				try {
					await hostKeys.insertOne(hostKeyDocument(key));
					return true;
				} catch (error) {
					if (isDuplicateKey(error)) return false;
					throw error;
				}
			}),
		rewrap: (keyId, previous, next) =>
			run(async () => {
				const filter = {
					_id: is(keyId),
					'wrapped.keyEncryptionKeyId': is(previous.keyEncryptionKeyId),
					'wrapped.ciphertext': is(previous.ciphertext),
				};
				const { keyEncryptionKeyId, ciphertext } = next;
				const update = { $set: { wrapped: { keyEncryptionKeyId, ciphertext } } };
				return (await hostKeys.updateOne(filter as never, update)).matchedCount === 1;
			}),
		remove: (keyIds) =>
			run(async () => {
				if (keyIds.length > 0) await hostKeys.deleteMany({ _id: isOneOf(keyIds) } as never);
			}),
	};
}
