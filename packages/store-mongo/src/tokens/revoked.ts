import type { RevokedToken, RevokedTokenRepository, Tenant } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { isDuplicateKey } from '../database/failures.ts';
import { beyond, is, isAfter, isOneOf, ofTenant, plain } from '../database/filters.ts';
import { policyId } from '../documents.ts';
import type { Models } from '../models.ts';

/** `_id` is `revokedTokenId`. */
export interface RevokedTokenDocument extends Tenant, RevokedToken {
	readonly _id: string;
}

export function revokedTokenDocument(token: Tenant & RevokedToken): RevokedTokenDocument {
	const { customerId, domainId, clientId, tokenId, revokedAt, expiresAt } = token;
	const _id = `${policyId(token)} ${clientId} ${tokenId}`;
	return { _id, customerId, domainId, clientId, tokenId, revokedAt, expiresAt };
}

export function revokedTokenOf({ tokenId, clientId, revokedAt, expiresAt }: RevokedTokenDocument): RevokedToken {
	return { tokenId, clientId, revokedAt, expiresAt };
}

export function revokedTokenRepository({ run }: MongoConnection, { revokedTokens }: Models): RevokedTokenRepository {
	return {
		insert: (tenant, token, limit) =>
			run(async () => {
				const { customerId, domainId } = tenant;
				const document = revokedTokenDocument({ ...token, customerId, domainId });
				const known = { _id: is(document._id), ...ofTenant(tenant) };
				if ((await revokedTokens.findOne(known as never, { _id: 1 }).lean()) !== null) return true;
				const alive = { ...ofTenant(tenant), clientId: is(token.clientId), expiresAt: isAfter(token.revokedAt) };
				if ((await revokedTokens.countDocuments(alive as never)) >= limit) return false;
				try {
					await revokedTokens.insertOne(document);
				} catch (error) {
					if (!isDuplicateKey(error)) throw error;
				}
				return true;
			}),
		revokedSince: (since, now, after, limit) =>
			run(async () => {
				const position =
					after === undefined ? {} : beyond('$gt', 'revokedAt', after.revokedAt, after.tokenId, 'tokenId');
				const from = Math.max(since, after?.revokedAt ?? since);
				const found = await revokedTokens
					.find({ revokedAt: { $gte: plain(from) }, expiresAt: isAfter(now), ...position } as never)
					.sort({ revokedAt: 1, tokenId: 1 })
					.limit(limit)
					.lean<RevokedTokenDocument[]>();
				return found.map(revokedTokenOf);
			}),
		purgeExpired: (before, limit) =>
			run(async () => {
				const expired = { expiresAt: { $lt: before } };
				const found = await revokedTokens
					.find(expired as never, { customerId: 1, domainId: 1 })
					.sort({ expiresAt: 1, _id: 1 })
					.limit(limit)
					.lean<RevokedTokenDocument[]>();
				let purged = 0;
				// By tenant: a write goes to one shard.
				for (const group of Map.groupBy(found, policyId).values()) {
					const [first] = group;
					if (first === undefined) continue;
					const filter = { _id: isOneOf(group.map(({ _id }) => _id)), ...ofTenant(first) };
					purged += (await revokedTokens.deleteMany(filter as never)).deletedCount;
				}
				return purged;
			}),
	};
}
