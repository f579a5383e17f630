import type { CredentialUsage, Tenant, UsageRepository } from '@latchkey/core';
import type { AnyBulkWriteOperation } from 'mongoose';
import type { MongoConnection } from '../database/connection.ts';
import { untilInserted } from '../database/failures.ts';
import { is, isOneOf, ofTenant } from '../database/filters.ts';
import type { Models } from '../models.ts';
import { lastUse, type UsageDocument, usageId, usageOf } from './documents.ts';

export function usageRepository({ run }: MongoConnection, { applications, usage }: Models): UsageRepository {
	/** Of these applications, those that there are. */
	async function known(tenant: Tenant, clientIds: readonly string[]): Promise<ReadonlySet<string>> {
		const found = await applications
			.find({ ...ofTenant(tenant), _id: isOneOf(clientIds) } as never, { _id: 1 })
			.lean<{ _id: string }[]>();
		return new Set(found.map(({ _id }) => _id));
	}

	return {
		record: (tenant, usages) =>
			run(async () => {
				const clientIds = [...new Set(usages.map(({ clientId }) => clientId))];
				if (clientIds.length === 0) return;
				const before = await known(tenant, clientIds);
				const kept = usages.filter(({ clientId }) => before.has(clientId));
				if (kept.length === 0) return;
				await untilInserted(
					kept.map((one) => addition(tenant, one)),
					(additions) => usage.bulkWrite([...additions], { ordered: false }),
				);
				// What is recorded while its application is purged would otherwise stay for ever.
				const after = await known(tenant, [...before]);
				const purged = [...before].filter((clientId) => !after.has(clientId));
				if (purged.length > 0) await usage.deleteMany({ ...ofTenant(tenant), clientId: isOneOf(purged) } as never);
			}),
		find: (tenant, clientIds) =>
			run(async () => {
				const found = await usage
					.find({ ...ofTenant(tenant), clientId: isOneOf(clientIds) } as never)
					.sort({ _id: 1 })
					.lean<UsageDocument[]>();
				return found.map(usageOf);
			}),
	};
}

function addition(tenant: Tenant, usage: CredentialUsage): AnyBulkWriteOperation<UsageDocument> {
	const { clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress } = usage;
	const filter = {
		_id: is(usageId(tenant, clientId, credentialId)),
		...ofTenant(tenant),
		clientId: is(clientId),
		credentialId: is(credentialId),
	};
	const last = lastUse(lastUsedAt, lastAddress);
	const update = { $inc: { tokensIssued }, $min: { firstUsedAt }, $max: { last } };
	return { updateOne: { filter: filter as never, update: update as never, upsert: true } };
}
