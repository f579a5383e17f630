import type { SQLInputValue } from 'node:sqlite';
import type { RevokedCertificate, RevokedCertificateRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareBatchDelete, prepareInsert, prepareRows } from '../database/rows.ts';

export const REVOKED_CERTIFICATE_COLUMNS = 'customer_id, generation, serial_number, revoked_at, reason, not_after';

/** In the order of `REVOKED_CERTIFICATE_COLUMNS`. */
type RevokedCertificateRow = readonly [
	customerId: string,
	generation: number,
	serialNumber: string,
	revokedAt: number,
	reason: RevokedCertificate['reason'],
	notAfter: number,
];

export function revokedCertificateRepository({ database, read, write }: Connection): RevokedCertificateRepository {
	const insert = prepareInsert(database, 'revoked_certificates', REVOKED_CERTIFICATE_COLUMNS, 'ON CONFLICT DO NOTHING');
	const list = prepareRows(
		database,
		`SELECT ${REVOKED_CERTIFICATE_COLUMNS} FROM revoked_certificates
		 WHERE customer_id = ? AND generation = ? AND serial_number > ? ORDER BY serial_number LIMIT ?`,
		revokedCertificateOf,
	);
	const removeAll = database.prepare('DELETE FROM revoked_certificates WHERE customer_id = ?');
	const purge = prepareBatchDelete(
		database,
		'revoked_certificates',
		'customer_id, generation, serial_number',
		'not_after < ?',
	);

	return {
		insert: (certificates) =>
			write(() => {
				for (const certificate of certificates) insert.run(...revokedCertificateValues(certificate));
			}),
		list: ({ customerId, generation }, after, limit) =>
			read(() => list.all(customerId, generation, after ?? '', limit)),
		remove: (customerId) =>
			write(() => {
				removeAll.run(customerId);
			}),
		purgeExpired: (before, limit) => write(() => purge(before, limit)),
	};
}

export function revokedCertificateOf(row: RevokedCertificateRow): RevokedCertificate {
	const [customerId, generation, serialNumber, revokedAt, reason, notAfter] = row;
	return { customerId, generation, serialNumber, revokedAt, reason, notAfter };
}

/** In the order of `REVOKED_CERTIFICATE_COLUMNS`. */
export function revokedCertificateValues(certificate: RevokedCertificate): SQLInputValue[] {
	const { customerId, generation, serialNumber, revokedAt, reason, notAfter } = certificate;
	return [customerId, generation, serialNumber, revokedAt, reason, notAfter];
}
