import type { Model } from 'mongoose';
import { type Filter, isOneOf, shardOf } from './filters.ts';

/**
 * Deletes what a filter finds, up to a limit, which no command does; by tenant, so that a write goes to one shard.
 * Resolves to how many.
 */
export async function deleteBatch<Document>(
	model: Model<Document>,
	filter: Filter,
	sort: Readonly<Record<string, 1>>,
	limit: number,
): Promise<number> {
	const found = await model
		.find(filter as never, { customerId: 1, domainId: 1 })
		.sort(sort)
		.limit(limit)
		.lean<{ readonly _id: string }[]>();
	let deleted = 0;
	for (const group of Map.groupBy(found, (document) => JSON.stringify(shardOf(document))).values()) {
		const those = { _id: isOneOf(group.map(({ _id }) => _id)), ...shardOf(group[0] ?? {}) };
		deleted += (await model.deleteMany(those as never)).deletedCount;
	}
	return deleted;
}
