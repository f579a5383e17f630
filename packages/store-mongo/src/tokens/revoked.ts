import type { RevokedTokenRepository } from '@latchkey/core';
import { deleteBatch } from '../database/batch-delete.ts';
import type { MongoConnection } from '../database/connection.ts';
import { inserted } from '../database/failures.ts';
import { beyond, is, isAfter, ofTenant, plain } from '../database/filters.ts';
import type { Models } from '../models.ts';
import { type RevokedTokenDocument, revokedTokenDocument, revokedTokenOf } from './documents.ts';

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
				await inserted(() => revokedTokens.insertOne(document));
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
			run(() => deleteBatch(revokedTokens, { expiresAt: { $lt: before } }, { expiresAt: 1, _id: 1 }, limit)),
	};
}
