import type { DatabaseSync } from 'node:sqlite';
import { prepareInsert } from '../database/rows.ts';
import { type TransferTable, transferTable } from '../transfer/table.ts';
import { AUTHORITY_COLUMNS, authorityOf, authorityValues } from './authorities.ts';
import { REVOKED_CERTIFICATE_COLUMNS, revokedCertificateOf, revokedCertificateValues } from './revoked.ts';

export function certificateAuthorityRecords(database: DatabaseSync): TransferTable<'certificateAuthorities'> {
	const insert = prepareInsert(database, 'certificate_authorities', AUTHORITY_COLUMNS);
	return transferTable(database, {
		table: 'certificate_authorities',
		columns: AUTHORITY_COLUMNS,
		key: { customer_id: '', generation: 0 },
		keyOf: ({ customerId, generation }) => [customerId, generation],
		recordOf: authorityOf,
		insert: (authority) => insert.run(...authorityValues(authority)),
		holdsSecrets: true,
	});
}

export function revokedCertificateRecords(database: DatabaseSync): TransferTable<'revokedCertificates'> {
	const insert = prepareInsert(database, 'revoked_certificates', REVOKED_CERTIFICATE_COLUMNS);
	return transferTable(database, {
		table: 'revoked_certificates',
		columns: REVOKED_CERTIFICATE_COLUMNS,
		key: { customer_id: '', generation: 0, serial_number: '' },
		keyOf: ({ customerId, generation, serialNumber }) => [customerId, generation, serialNumber],
		recordOf: revokedCertificateOf,
		insert: (certificate) => insert.run(...revokedCertificateValues(certificate)),
		holdsSecrets: false,
	});
}
