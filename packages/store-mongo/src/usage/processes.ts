import type { ProcessRepository } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { untilInserted } from '../database/failures.ts';
import { is, isOneOf } from '../database/filters.ts';
import type { Models } from '../models.ts';
import type { ProcessDocument } from './documents.ts';

export function processRepository({ run }: MongoConnection, { processes }: Models): ProcessRepository {
	return {
		report: ({ processId, usageWrittenUntil }) =>
			run(async () => {
				const update = { $set: { usageWrittenUntil } };
				const upsert = {
					updateOne: { filter: { _id: is(processId) } as never, update: update as never, upsert: true },
				};
				await untilInserted([upsert], (upserts) => processes.bulkWrite([...upserts]));
			}),
		list: () =>
			run(async () => {
				const found = await processes.find({}).sort({ _id: 1 }).lean<ProcessDocument[]>();
				return found.map(({ _id: processId, usageWrittenUntil }) => ({ processId, usageWrittenUntil }));
			}),
		remove: (processIds) =>
			run(async () => {
				if (processIds.length > 0) await processes.deleteMany({ _id: isOneOf(processIds) } as never);
			}),
	};
}
