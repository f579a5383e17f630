import type { DatabaseSync } from 'node:sqlite';
import { counter, type TransferTable } from '../transfer/tables.ts';
import { AUTHORITY_COLUMNS, authorityOf, authorityValues } from './authorities.ts';
import { REVOKED_CERTIFICATE_COLUMNS, revokedCertificateOf, revokedCertificateValues } from './revoked.ts';

export function certificateAuthorityRecords(database: DatabaseSync): TransferTable<'certificateAuthorities'> {
	const page = database.prepare(
		`SELECT ${AUTHORITY_COLUMNS} FROM certificate_authorities WHERE (customer_id, generation) > (?, ?)
		 ORDER BY customer_id, generation LIMIT ?`,
	);
	const remove = database.prepare('DELETE FROM certificate_authorities WHERE customer_id = ? AND generation = ?');
	const insert = database.prepare(
		`INSERT INTO certificate_authorities (${AUTHORITY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
	);
	return {
		page: ([customerId = '', generation = 0], limit) => page.all(customerId, generation, limit).map(authorityOf),
		keyOf: ({ customerId, generation }) => [customerId, generation],
		put(authority) {
			const { changes } = remove.run(authority.customerId, authority.generation);
			insert.run(...authorityValues(authority));
			return changes !== 0;
		},
		count: counter(database, 'certificate_authorities'),
	};
}

export function revokedCertificateRecords(database: DatabaseSync): TransferTable<'revokedCertificates'> {
	const page = database.prepare(
		`SELECT ${REVOKED_CERTIFICATE_COLUMNS} FROM revoked_certificates
		 WHERE (customer_id, generation, serial_number) > (?, ?, ?)
		 ORDER BY customer_id, generation, serial_number LIMIT ?`,
	);
	const put = database.prepare(
		`INSERT OR REPLACE INTO revoked_certificates (${REVOKED_CERTIFICATE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
	);
	return {
		page: ([customerId = '', generation = 0, serialNumber = ''], limit) =>
			page.all(customerId, generation, serialNumber, limit).map(revokedCertificateOf),
		keyOf: ({ customerId, generation, serialNumber }) => [customerId, generation, serialNumber],
		put(certificate) {
			put.run(...revokedCertificateValues(certificate));
			return false;
		},
		count: counter(database, 'revoked_certificates'),
	};
}
