import type { ProcessRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';

import { prepareRows } from '../database/rows.ts';

export function processRepository({ database, read, write }: Connection): ProcessRepository {
	const report = database.prepare(
		`INSERT INTO processes (process_id, usage_written_until) VALUES (?, ?)
		 ON CONFLICT DO UPDATE SET usage_written_until = excluded.usage_written_until`,
	);
	const list = prepareRows(
		database,
		'SELECT process_id, usage_written_until FROM processes ORDER BY process_id',
		([processId, usageWrittenUntil]: [string, number]) => ({ processId, usageWrittenUntil }),
	);
	const remove = database.prepare('DELETE FROM processes WHERE process_id = ?');
	return {
		report: ({ processId, usageWrittenUntil }) =>
			write(() => {
				report.run(processId, usageWrittenUntil);
			}),
		list: () => read(() => list.all()),
		remove: (processIds) =>
			write(() => {
				for (const processId of processIds) remove.run(processId);
			}),
	};
}
