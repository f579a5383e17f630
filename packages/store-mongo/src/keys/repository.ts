import type { HostKeyRepository } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { inserted } from '../database/failures.ts';
import { is, isOneOf } from '../database/filters.ts';
import type { Models } from '../models.ts';
import { type HostKeyDocument, hostKeyDocument, hostKeyOf } from './documents.ts';
import { rewrap } from './rewrap.ts';

export function hostKeyRepository({ run }: MongoConnection, { hostKeys }: Models): HostKeyRepository {
	return {
		list: () =>
			run(async () => {
				const found = await hostKeys.find({}).sort({ createdAt: 1, _id: 1 }).lean<HostKeyDocument[]>();
				return found.map(hostKeyOf);
			}),
		insert: (key) => run(() => inserted(() => hostKeys.insertOne(hostKeyDocument(key)))),
		rewrap: (keyId, previous, next) => run(() => rewrap(hostKeys, { _id: is(keyId) }, previous, next)),
		remove: (keyIds) =>
			run(async () => {
				if (keyIds.length > 0) await hostKeys.deleteMany({ _id: isOneOf(keyIds) } as never);
			}),
	};
}
