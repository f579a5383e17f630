import type { SQLInputValue } from 'node:sqlite';
import type { CertificateAuthority, CertificateAuthorityRepository, WrappedKey } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareInsert, prepareRows } from '../database/rows.ts';
import { wrappedText } from '../keys/columns.ts';

export const AUTHORITY_COLUMNS = 'customer_id, generation, certificate, wrapped, created_at, not_after';

/** In the order of `AUTHORITY_COLUMNS`. */
type AuthorityRow = readonly [
	customerId: string,
	generation: number,
	certificate: string,
	wrapped: string,
	createdAt: number,
	notAfter: number,
];

export function certificateAuthorityRepository({
	database,
	read,
	write,
	shred,
}: Connection): CertificateAuthorityRepository {
	const list = prepareRows(
		database,
		`SELECT ${AUTHORITY_COLUMNS} FROM certificate_authorities WHERE customer_id = ? ORDER BY generation`,
		authorityOf,
	);
	const listAll = prepareRows(
		database,
		`SELECT ${AUTHORITY_COLUMNS} FROM certificate_authorities WHERE (customer_id, generation) > (?, ?)
		 ORDER BY customer_id, generation LIMIT ?`,
		authorityOf,
	);
	const insert = prepareInsert(database, 'certificate_authorities', AUTHORITY_COLUMNS, 'ON CONFLICT DO NOTHING');
	const rewrap = database.prepare(
		'UPDATE certificate_authorities SET wrapped = ? WHERE customer_id = ? AND generation = ? AND wrapped = ?',
	);
	const remove = database.prepare('DELETE FROM certificate_authorities WHERE customer_id = ?');

	return {
		list: (customerId) => read(() => list.all(customerId)),
		insert: (authority) => write(() => insert.run(...authorityValues(authority)).changes === 1),
		async rewrap({ customerId, generation }, previous, next) {
			const values = [wrappedText(next), customerId, generation, wrappedText(previous)];
			const done = await write(() => rewrap.run(...values).changes === 1);
			if (done) await shred();
			return done;
		},
		async remove(customerId) {
			const removed = await write(() => remove.run(customerId).changes);
			if (removed !== 0) await shred();
		},
		listAll: (after, limit) => read(() => listAll.all(after?.customerId ?? '', after?.generation ?? 0, limit)),
	};
}

export function authorityOf(row: AuthorityRow): CertificateAuthority {
	const [customerId, generation, certificate, wrapped, createdAt, notAfter] = row;
	return { customerId, generation, certificate, wrapped: JSON.parse(wrapped) as WrappedKey, createdAt, notAfter };
}

/** In the order of `AUTHORITY_COLUMNS`. */
export function authorityValues(authority: CertificateAuthority): SQLInputValue[] {
	const { customerId, generation, certificate, wrapped, createdAt, notAfter } = authority;
	return [customerId, generation, certificate, wrappedText(wrapped), createdAt, notAfter];
}
