import type { HostKeyRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { HOST_KEY_COLUMNS, hostKeyOf, hostKeyValues, wrappedText } from './columns.ts';

export function hostKeyRepository({ database, read, write, shred }: Connection): HostKeyRepository {
	const list = database.prepare('SELECT * FROM host_keys ORDER BY created_at, key_id');
	const insert = database.prepare(
		`INSERT INTO host_keys (${HOST_KEY_COLUMNS})
		 VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	const rewrap = database.prepare('UPDATE host_keys SET wrapped = ? WHERE key_id = ? AND wrapped = ?');
	const remove = database.prepare('DELETE FROM host_keys WHERE key_id = ?');
	return {
		list: () => read(() => list.all().map(hostKeyOf)),
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
