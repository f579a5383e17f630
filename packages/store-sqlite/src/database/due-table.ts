import { type Claim, LEASE_HORIZON, type Tenant } from '@latchkey/core';
import type { Connection } from './connection.ts';
import { prepareArrays, prepareRows } from './rows.ts';

/** A table of what is due at some time. */
export interface DueTable {
	readonly table: string;
	/** The column of the primary key, by which the leases name a row too. */
	readonly id: string;
	readonly columns: string;
	/** The column of the time, which is null where nothing is due. */
	readonly dueAt: string;
	/** What else must be so. */
	readonly condition: string;
	/** The table of the leases: apart, so that a claim writes to few pages. */
	readonly leases: string;
}

interface Key {
	readonly tenant: Tenant;
	readonly id: string;
}

export interface DueItems<Item> {
	claim(claim: Claim): Promise<Item[]>;
	release(holder: string, keys: readonly Key[]): Promise<void>;
	/** When the first of all is due. */
	nextAt(): Promise<number | null>;
}

/** Who does what is due, one holder at a time. */
export function dueItems<Row, Item extends Tenant>(
	{ database, read, snapshot, write }: Connection,
	{ table, id, columns, dueAt, condition, leases }: DueTable,
	itemOf: (row: Row) => Item,
): DueItems<Item> {
	const due = prepareArrays<[id: string]>(
		database,
		`SELECT ${id} FROM ${table}
		 WHERE ${dueAt} <= ? AND ${condition} AND NOT EXISTS (
			SELECT 1 FROM ${leases} held
			WHERE held.${id} = ${table}.${id} AND held.ends_at > ? AND held.ends_at <= ?
		 )
		 ORDER BY ${dueAt}, ${id} LIMIT ?`,
	);
	const find = prepareRows(database, `SELECT ${columns} FROM ${table} WHERE ${id} = ?`, itemOf);
	// A holder that died leaves its leases behind, and the row may be purged before anybody else claims it.
	const endPast = database.prepare(`DELETE FROM ${leases} WHERE ends_at <= ? OR ends_at > ?`);
	const lease = database.prepare(
		`INSERT INTO ${leases} (${id}, customer_id, domain_id, holder, ends_at) VALUES (?, ?, ?, ?, ?)`,
	);
	const ofHolder = `${id} = ? AND customer_id = ? AND domain_id = ? AND holder = ?`;
	const held = database.prepare(`SELECT 1 FROM ${leases} WHERE ${ofHolder}`);
	const release = database.prepare(`DELETE FROM ${leases} WHERE ${ofHolder}`);
	const earliest = prepareArrays<[at: number]>(
		database,
		`SELECT ${dueAt} FROM ${table} WHERE ${dueAt} IS NOT NULL AND ${condition} ORDER BY ${dueAt} LIMIT 1`,
	);

	return {
		async claim({ holder, now, leaseMs, limit }) {
			const horizon = now + LEASE_HORIZON * leaseMs;
			const free = (): [id: string][] => due.all(now, now, horizon, limit);
			// Read first: a claim that finds nothing takes no lock and writes nothing to the disk.
			if ((await read(free)).length === 0) return [];
			return await write(() => {
				endPast.run(now, horizon);
				return free().flatMap(([itemId]) => {
					const items = find.all(itemId);
					for (const { customerId, domainId } of items) lease.run(itemId, customerId, domainId, holder, now + leaseMs);
					return items;
				});
			});
		},
		async release(holder, keys) {
			const leased = keys.map(
				({ tenant, id: itemId }) => [itemId, tenant.customerId, tenant.domainId, holder] as const,
			);
			const ours = await snapshot(() => leased.filter((key) => held.get(...key) !== undefined));
			if (ours.length === 0) return;
			await write(() => {
				for (const key of ours) release.run(...key);
			});
		},
		nextAt: () => read(() => earliest.get()?.[0] ?? null),
	};
}
