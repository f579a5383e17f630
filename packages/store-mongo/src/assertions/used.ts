import type { UsedAssertionRepository } from '@latchkey/core';
import { deleteBatch } from '../database/batch-delete.ts';
import type { MongoConnection } from '../database/connection.ts';
import { inserted } from '../database/failures.ts';
import type { Models } from '../models.ts';
import { usedAssertionDocument } from './documents.ts';

export function usedAssertionRepository({ run }: MongoConnection, { usedAssertions }: Models): UsedAssertionRepository {
	return {
		use: ({ customerId, domainId }, assertion) =>
			run(() => {
				const document = usedAssertionDocument({ ...assertion, customerId, domainId });
				return inserted(() => usedAssertions.insertOne(document));
			}),
		purgeExpired: (before, limit) =>
			run(() => deleteBatch(usedAssertions, { expiresAt: { $lt: before } }, { expiresAt: 1, _id: 1 }, limit)),
	};
}
