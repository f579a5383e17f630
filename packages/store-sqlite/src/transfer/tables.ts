import type { DatabaseSync } from 'node:sqlite';
import type { ClientApplication, DocumentKey, LatchkeyEvent, TransferKind, TransferRecords } from '@latchkey/core';
import { APPLICATION_COLUMNS, type ApplicationRow, applicationOf } from '../applications/columns.ts';
import { applicationInsert } from '../applications/insert.ts';
import { prepareArrays } from '../database/rows.ts';
import type { EventLeases } from '../events/leases.ts';
import { type EventTable, sourceOf } from '../events/table.ts';
import { HOST_KEY_COLUMNS, hostKeyOf, hostKeyValues } from '../keys/columns.ts';
import { POLICY_COLUMNS, policyOf, policyValues } from '../policies/columns.ts';
import { USAGE_COLUMNS, usageOf, usageValues } from '../usage/columns.ts';

/** Empty before the first. */
export type TransferKey = readonly (string | number)[];

/** One kind of record, inside the transactions of whoever calls. */
export interface TransferTable<Kind extends TransferKind> {
	/** Those after a key, or all where it is empty, in the order of their keys. */
	page(after: TransferKey, limit: number): TransferRecords[Kind][];
	keyOf(record: TransferRecords[Kind]): TransferKey;
	/** Whether it took the place of another one. */
	put(record: TransferRecords[Kind]): boolean;
	count(): number;
}

export function hostKeyRecords(database: DatabaseSync): TransferTable<'hostKeys'> {
	const page = database.prepare(`SELECT ${HOST_KEY_COLUMNS} FROM host_keys WHERE key_id > ? ORDER BY key_id LIMIT ?`);
	const remove = database.prepare('DELETE FROM host_keys WHERE key_id = ?');
	const insert = database.prepare(`INSERT INTO host_keys (${HOST_KEY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
	return {
		page: ([keyId = ''], limit) => page.all(keyId, limit).map(hostKeyOf),
		keyOf: ({ keyId }) => [keyId],
		put(key) {
			const { changes } = remove.run(key.keyId);
			insert.run(...hostKeyValues(key));
			return changes !== 0;
		},
		count: counter(database, 'host_keys'),
	};
}

export function policyRecords(
	database: DatabaseSync,
	events: EventTable,
	leases: EventLeases,
): TransferTable<'policies'> {
	const page = database.prepare(
		`SELECT ${POLICY_COLUMNS} FROM policies WHERE (customer_id, domain_id) > (?, ?)
		 ORDER BY customer_id, domain_id LIMIT ?`,
	);
	const remove = database.prepare('DELETE FROM policies WHERE customer_id = ? AND domain_id = ?');
	const insert = database.prepare(`INSERT INTO policies (${POLICY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
	const putEvents = eventsPut(events, leases);
	return {
		page: ([customerId = '', domainId = ''], limit) =>
			page.all(customerId, domainId, limit).map((row) => {
				const policy = policyOf(row);
				return { policy, events: events.of(sourceOf({ tenant: policy, kind: 'policy', id: null })) };
			}),
		keyOf: ({ policy: { customerId, domainId } }) => [customerId, domainId],
		put({ policy, events: pending }) {
			const { changes } = remove.run(policy.customerId, policy.domainId);
			insert.run(...policyValues(policy));
			putEvents({ tenant: policy, kind: 'policy', id: null }, pending);
			return changes !== 0;
		},
		count: counter(database, 'policies'),
	};
}

export function applicationRecords(
	database: DatabaseSync,
	events: EventTable,
	leases: EventLeases,
): TransferTable<'applications'> {
	const page = prepareArrays<ApplicationRow>(
		database,
		`SELECT ${APPLICATION_COLUMNS} FROM applications WHERE client_id > ? ORDER BY client_id LIMIT ?`,
	);
	const remove = database.prepare('DELETE FROM applications WHERE client_id = ?');
	const insert = applicationInsert(database);
	const putEvents = eventsPut(events, leases);
	const documentOf = (application: ClientApplication): DocumentKey => ({
		tenant: application,
		kind: 'application',
		id: application.clientId,
	});
	return {
		page: ([after = ''], limit) =>
			page.all(after, limit).map((row) => {
				const application = applicationOf(row);
				return { application, events: events.of(sourceOf(documentOf(application))) };
			}),
		keyOf: ({ application: { clientId } }) => [clientId],
		put({ application, events: pending }) {
			const { changes } = remove.run(application.clientId);
			insert(application);
			putEvents(documentOf(application), pending);
			return changes !== 0;
		},
		count: counter(database, 'applications'),
	};
}

export function usageRecords(database: DatabaseSync): TransferTable<'usage'> {
	const page = database.prepare(
		`SELECT customer_id, domain_id, ${USAGE_COLUMNS} FROM usage
		 WHERE (customer_id, domain_id, client_id, credential_id) > (?, ?, ?, ?)
		 ORDER BY customer_id, domain_id, client_id, credential_id LIMIT ?`,
	);
	const put = database.prepare(
		`INSERT OR REPLACE INTO usage (customer_id, domain_id, ${USAGE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
	);
	return {
		page: ([customerId = '', domainId = '', clientId = '', credentialId = ''], limit) =>
			page.all(customerId, domainId, clientId, credentialId, limit).map((row) => ({
				customerId: String(row['customer_id']),
				domainId: String(row['domain_id']),
				...usageOf(row),
			})),
		keyOf: ({ customerId, domainId, clientId, credentialId }) => [customerId, domainId, clientId, credentialId],
		put(usage) {
			put.run(usage.customerId, usage.domainId, ...usageValues(usage));
			return false;
		},
		count: counter(database, 'usage'),
	};
}

/** Puts the pending events of a record in the place of what its document has. */
export function eventsPut(events: EventTable, leases: EventLeases) {
	return (document: DocumentKey, pending: readonly LatchkeyEvent[]): void => {
		const source = sourceOf(document);
		events.takeAll(source);
		leases.endWithoutEvents(source);
		events.append(document, pending);
	};
}

export function counter(database: DatabaseSync, table: string): () => number {
	const count = prepareArrays<[records: number]>(database, `SELECT count(*) FROM ${table}`);
	return () => count.get()?.[0] ?? 0;
}
