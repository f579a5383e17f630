import type { HostKey, HostKeyRepository } from '@latchkey/core';
import type { Connection } from './connection.ts';
import { json, type Row } from './rows.ts';

function hostKey(row: Row): HostKey {
	return {
		keyId: String(row['key_id']),
		purpose: row['purpose'] as HostKey['purpose'],
		algorithm: row['algorithm'] as string | null,
		publicJwk: row['public_jwk'] as string | null,
		wrapped: json(row['wrapped']),
		createdAt: Number(row['created_at']),
		activatesAt: Number(row['activates_at']),
	};
}

export function hostKeyRepository({ database, read, write, shred }: Connection): HostKeyRepository {
	const list = database.prepare('SELECT * FROM host_keys ORDER BY created_at, key_id');
	const insert = database.prepare(
		`INSERT INTO host_keys (key_id, purpose, algorithm, public_jwk, wrapped, created_at, activates_at)
		 VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	const rewrap = database.prepare('UPDATE host_keys SET wrapped = ? WHERE key_id = ? AND wrapped = ?');
	return {
		list: () => read(() => list.all().map(hostKey)),
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
		async rewrap(keyId, previous, next) {
			const done = await write(() => rewrap.run(wrappedText(next), keyId, wrappedText(previous)).changes === 1);
			if (done) shred();
			return done;
		},
	};
}

/** One spelling, so that two can be compared by the database. */
function wrappedText({ keyEncryptionKeyId, ciphertext }: HostKey['wrapped']): string {
	return JSON.stringify({ keyEncryptionKeyId, ciphertext });
}
