import type { HostKey, HostKeyRepository } from '@latchkey/core';
import type { Connection } from './connection.ts';
import { type Columns, fromColumns } from './rows.ts';

const COLUMNS: Columns<HostKey> = {
	keyId: { column: 'key_id' },
	purpose: { column: 'purpose' },
	algorithm: { column: 'algorithm' },
	publicJwk: { column: 'public_jwk' },
	wrapped: { column: 'wrapped', json: true },
	createdAt: { column: 'created_at' },
	activatesAt: { column: 'activates_at' },
};

export function hostKeyRepository({ database, read, write }: Connection): HostKeyRepository {
	const list = database.prepare('SELECT * FROM host_keys ORDER BY created_at, key_id');
	const insert = database.prepare(
		`INSERT INTO host_keys (key_id, purpose, algorithm, public_jwk, wrapped, created_at, activates_at)
		 VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	const rewrap = database.prepare('UPDATE host_keys SET wrapped = ? WHERE key_id = ? AND wrapped = ?');
	return {
		list: () => read(() => list.all().map((row) => fromColumns<HostKey>(row, COLUMNS))),
		insert: ({ keyId, purpose, algorithm, publicJwk, wrapped, createdAt, activatesAt }) =>
			write(() => {
				const { changes } = insert.run(
					keyId,
					purpose,
					algorithm,
					publicJwk,
					wrappedText(wrapped),
					createdAt,
					activatesAt,
				);
				return changes === 1;
			}),
		rewrap: (keyId, previous, next) =>
			write(() => rewrap.run(wrappedText(next), keyId, wrappedText(previous)).changes === 1),
	};
}

/** One spelling, so that two can be compared by the database. */
function wrappedText({ keyEncryptionKeyId, ciphertext }: HostKey['wrapped']): string {
	return JSON.stringify({ keyEncryptionKeyId, ciphertext });
}
