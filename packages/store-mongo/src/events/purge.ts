import type { Tenant } from '@latchkey/core';
import type { Model } from 'mongoose';
import { identified } from '../database/filters.ts';

type Removed = Tenant & { readonly _id: string };

/**
 * Deletes documents that were removed before a time and have no pending events, up to a limit, one by one; `purge` does
 * what goes with one, and deletes it. Resolves to how many.
 */
export async function purgeRemoved<Document extends Removed>(
	model: Model<Document>,
	before: number,
	limit: number,
	purge = (_document: Removed, deleteIt: () => Promise<number>): Promise<number> => deleteIt(),
): Promise<number> {
	const purgeable = { removedAt: { $lt: before }, 'outbox.0': { $exists: false } };
	const found = await model
		.find(purgeable as never, { customerId: 1, domainId: 1 })
		.sort({ removedAt: 1, _id: 1 })
		.limit(limit)
		.lean<Removed[]>();
	let purged = 0;
	for (const document of found) {
		const filter = { ...identified(document, document._id), ...purgeable };
		purged += await purge(document, async () => (await model.deleteOne(filter as never)).deletedCount);
	}
	return purged;
}
