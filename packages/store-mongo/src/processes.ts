import type { ProcessRepository } from '@latchkey/core';
import { type MongoConnection, upserting } from './connection.ts';
import type { ProcessDocument } from './documents.ts';
import { is } from './filters.ts';
import type { Models } from './models.ts';

export function processRepository({ run }: MongoConnection, { processes }: Models): ProcessRepository {
	return {
		report: ({ processId, usageWrittenUntil }) =>
			run(async () => {
				const update = { $set: { usageWrittenUntil } };
				await upserting(() => processes.updateOne({ _id: is(processId) } as never, update, { upsert: true }));
			}),
		list: () =>
			run(async () => {
				const found = await processes.find({}).sort({ _id: 1 }).lean<ProcessDocument[]>();
				return found.map(({ _id: processId, usageWrittenUntil }) => ({ processId, usageWrittenUntil }));
			}),
		remove: (processIds) =>
			run(async () => {
				if (processIds.length > 0) await processes.deleteMany({ _id: { $in: [...processIds] } } as never);
			}),
	};
}
