import type { UsageRepository } from '@latchkey/core';
import { type MongoConnection, upserting } from './connection.ts';
import { lastUse, type UsageDocument, usageId, usageOf } from './documents.ts';
import { is, ofTenant } from './filters.ts';
import type { Models } from './models.ts';

export function usageRepository({ run }: MongoConnection, { applications, usage }: Models): UsageRepository {
	return {
		record: (tenant, usages) =>
			run(async () => {
				if (usages.length === 0) return;
				const clientIds = [...new Set(usages.map(({ clientId }) => clientId))];
				const known = await applications
					.find({ _id: { $in: clientIds }, ...ofTenant(tenant) } as never, { _id: 1 })
					.lean<{ _id: string }[]>();
				// A batch that comes after the purge would stay for ever.
				const kept = usages.filter(({ clientId }) => known.some(({ _id }) => _id === clientId));
				for (const { clientId, secretId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress } of kept) {
					const filter = {
						_id: is(usageId(tenant, clientId, secretId)),
						...ofTenant(tenant),
						clientId: is(clientId),
						secretId: is(secretId),
					};
					const update = {
						$inc: { tokensIssued },
						$min: { firstUsedAt },
						$max: { last: lastUse(lastUsedAt, lastAddress) },
					};
					await upserting(() => usage.updateOne(filter as never, update as never, { upsert: true }));
				}
			}),
		find: (tenant, clientIds) =>
			run(async () => {
				const found = await usage
					.find({ ...ofTenant(tenant), clientId: { $in: [...clientIds] } } as never)
					.sort({ _id: 1 })
					.lean<UsageDocument[]>();
				return found.map(usageOf);
			}),
	};
}
