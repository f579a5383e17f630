import type { HostKeyRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareInsert, prepareRows } from '../database/rows.ts';
import { HOST_KEY_COLUMNS, hostKeyOf, hostKeyValues, wrappedText } from './columns.ts';

export function hostKeyRepository({ database, read, write, shred }: Connection): HostKeyRepository {
	const list = prepareRows(
		database,
		`SELECT ${HOST_KEY_COLUMNS} FROM host_keys ORDER BY created_at, key_id`,
		hostKeyOf,
	);
	const insert = prepareInsert(database, 'host_keys', HOST_KEY_COLUMNS, 'ON CONFLICT DO NOTHING');
	const rewrap = database.prepare('UPDATE host_keys SET wrapped = ? WHERE key_id = ? AND wrapped = ?');
	const remove = database.prepare('DELETE FROM host_keys WHERE key_id = ?');
	return {
		list: () => read(() => list.all()),
		insert: (key) => write(() => insert.run(...hostKeyValues(key)).changes === 1),
		async rewrap(keyId, previous, next) {
			const done = await write(() => rewrap.run(wrappedText(next), keyId, wrappedText(previous)).changes === 1);
			if (done) await shred();
			return done;
		},
		async remove(keyIds) {
			await write(() => {
				for (const keyId of keyIds) remove.run(keyId);
			});
			await shred();
		},
	};
}
