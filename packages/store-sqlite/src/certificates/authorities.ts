import type { SQLInputValue } from 'node:sqlite';
import type { CertificateAuthority, CertificateAuthorityRepository } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { json, type Row } from '../database/rows.ts';
import { wrappedText } from '../keys/columns.ts';

export const AUTHORITY_COLUMNS = 'customer_id, generation, certificate, wrapped, created_at, not_after';

export function certificateAuthorityRepository({
	database,
	read,
	write,
	shred,
}: Connection): CertificateAuthorityRepository {
	const list = database.prepare(
		`SELECT ${AUTHORITY_COLUMNS} FROM certificate_authorities WHERE customer_id = ? ORDER BY generation`,
	);
	const listAll = database.prepare(
		`SELECT ${AUTHORITY_COLUMNS} FROM certificate_authorities WHERE (customer_id, generation) > (?, ?)
		 ORDER BY customer_id, generation LIMIT ?`,
	);
	const insert = database.prepare(
		`INSERT INTO certificate_authorities (${AUTHORITY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	const rewrap = database.prepare(
		'UPDATE certificate_authorities SET wrapped = ? WHERE customer_id = ? AND generation = ? AND wrapped = ?',
	);
	const remove = database.prepare('DELETE FROM certificate_authorities WHERE customer_id = ?');

	return {
		list: (customerId) => read(() => list.all(customerId).map(authorityOf)),
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
		listAll: (after, limit) =>
			read(() => listAll.all(after?.customerId ?? '', after?.generation ?? 0, limit).map(authorityOf)),
	};
}

export function authorityOf(row: Row): CertificateAuthority {
	return {
		customerId: String(row['customer_id']),
		generation: Number(row['generation']),
		certificate: String(row['certificate']),
		wrapped: json(row['wrapped']),
		createdAt: Number(row['created_at']),
		notAfter: Number(row['not_after']),
	};
}

/** In the order of `AUTHORITY_COLUMNS`. */
export function authorityValues(authority: CertificateAuthority): SQLInputValue[] {
	const { customerId, generation, certificate, wrapped, createdAt, notAfter } = authority;
	return [customerId, generation, certificate, wrappedText(wrapped), createdAt, notAfter];
}
