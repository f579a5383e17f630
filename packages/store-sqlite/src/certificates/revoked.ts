import type { SQLInputValue } from 'node:sqlite';
import type { RevokedCertificate, RevokedCertificateRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays, type Row } from '../database/rows.ts';

export const REVOKED_CERTIFICATE_COLUMNS = 'customer_id, generation, serial_number, revoked_at, reason, not_after';

export function revokedCertificateRepository({ database, read, write }: Connection): RevokedCertificateRepository {
	const insert = database.prepare(
		`INSERT INTO revoked_certificates (${REVOKED_CERTIFICATE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	const list = database.prepare(
		`SELECT ${REVOKED_CERTIFICATE_COLUMNS} FROM revoked_certificates
		 WHERE customer_id = ? AND generation = ? AND serial_number > ? ORDER BY serial_number LIMIT ?`,
	);
	const removeAll = database.prepare('DELETE FROM revoked_certificates WHERE customer_id = ?');
	const expired = prepareArrays<[customerId: string, generation: number, serialNumber: string]>(
		database,
		'SELECT customer_id, generation, serial_number FROM revoked_certificates WHERE not_after < ? LIMIT ?',
	);
	const remove = database.prepare(
		'DELETE FROM revoked_certificates WHERE customer_id = ? AND generation = ? AND serial_number = ?',
	);

	return {
		insert: (certificates) =>
			write(() => {
				for (const certificate of certificates) insert.run(...revokedCertificateValues(certificate));
			}),
		list: ({ customerId, generation }, after, limit) =>
			read(() => list.all(customerId, generation, after ?? '', limit).map(revokedCertificateOf)),
		remove: (customerId) =>
			write(() => {
				removeAll.run(customerId);
			}),
		purgeExpired: (before, limit) =>
			write(() => {
				const rows = expired.all(before, limit);
				for (const row of rows) remove.run(...row);
				return rows.length;
			}),
	};
}

export function revokedCertificateOf(row: Row): RevokedCertificate {
	return {
		customerId: String(row['customer_id']),
		generation: Number(row['generation']),
		serialNumber: String(row['serial_number']),
		revokedAt: Number(row['revoked_at']),
		reason: row['reason'] as RevokedCertificate['reason'],
		notAfter: Number(row['not_after']),
	};
}

/** In the order of `REVOKED_CERTIFICATE_COLUMNS`. */
export function revokedCertificateValues(certificate: RevokedCertificate): SQLInputValue[] {
	const { customerId, generation, serialNumber, revokedAt, reason, notAfter } = certificate;
	return [customerId, generation, serialNumber, revokedAt, reason, notAfter];
}
