import type { Tenant, UsedAssertion, UsedAssertionRepository } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { isDuplicateKey } from '../database/failures.ts';
import { isOneOf, ofTenant } from '../database/filters.ts';
import { policyId } from '../documents.ts';
import type { Models } from '../models.ts';

/** `_id` is made of all but `expiresAt`: that there is one says that it was used. */
export interface UsedAssertionDocument extends Tenant, UsedAssertion {
	readonly _id: string;
}

export function usedAssertionDocument(assertion: Tenant & UsedAssertion): UsedAssertionDocument {
	const { customerId, domainId, clientId, digest, expiresAt } = assertion;
	const _id = `${policyId(assertion)} ${clientId} ${digest}`;
	return { _id, customerId, domainId, clientId, digest, expiresAt };
}

export function usedAssertionOf({ clientId, digest, expiresAt }: UsedAssertionDocument): UsedAssertion {
	return { clientId, digest, expiresAt };
}

export function usedAssertionRepository({ run }: MongoConnection, { usedAssertions }: Models): UsedAssertionRepository {
	return {
		use: ({ customerId, domainId }, assertion) =>
			run(async () => {
				try {
					await usedAssertions.insertOne(usedAssertionDocument({ ...assertion, customerId, domainId }));
					return true;
				} catch (error) {
					if (isDuplicateKey(error)) return false;
					throw error;
				}
			}),
		purgeExpired: (before, limit) =>
			run(async () => {
				const expired = { expiresAt: { $lt: before } };
				const found = await usedAssertions
					.find(expired as never, { customerId: 1, domainId: 1 })
					.sort({ expiresAt: 1, _id: 1 })
					.limit(limit)
					.lean<UsedAssertionDocument[]>();
				let purged = 0;
				// By tenant: a write goes to one shard.
				for (const group of Map.groupBy(found, policyId).values()) {
					const [first] = group;
					if (first === undefined) continue;
					const filter = { _id: isOneOf(group.map(({ _id }) => _id)), ...ofTenant(first) };
					purged += (await usedAssertions.deleteMany(filter as never)).deletedCount;
				}
				return purged;
			}),
	};
}
