import type { DatabaseSync } from 'node:sqlite';
import { type Claim, LEASE_HORIZON } from '@latchkey/core';
import { prepareArrays } from '../database/rows.ts';

/** A document by its columns; `source` as in the table of events. */
export type Source = readonly [customerId: string, domainId: string, source: string];

/** With the place of its oldest event. */
export type PlacedSource = readonly [...Source, sequence: number];

/** Who relays the events of which document. */
export interface EventLeases {
	/** Documents with events that nobody holds, by their oldest events. */
	free(claim: Claim): readonly PlacedSource[];
	lease(source: Source, claim: Claim): void;
	isHeld(source: Source, holder: string): boolean;
	release(source: Source, holder: string): void;
	/** A document without events needs no lease, and nothing else would ever take it away. */
	endWithoutEvents(source: Source): void;
}

export function eventLeases(database: DatabaseSync): EventLeases {
	const free = prepareArrays<PlacedSource>(
		database,
		`SELECT e.customer_id, e.domain_id, e.source, e.sequence FROM events e
		 WHERE NOT EXISTS (
			SELECT 1 FROM events earlier
			WHERE earlier.customer_id = e.customer_id AND earlier.domain_id = e.domain_id
				AND earlier.source = e.source AND earlier.sequence < e.sequence
		 ) AND NOT EXISTS (
			SELECT 1 FROM event_leases held
			WHERE held.customer_id = e.customer_id AND held.domain_id = e.domain_id AND held.source = e.source
				AND held.ends_at > ? AND held.ends_at <= ?
		 )
		 ORDER BY e.sequence LIMIT ?`,
	);
	const lease = database.prepare(
		'INSERT OR REPLACE INTO event_leases (customer_id, domain_id, source, holder, ends_at) VALUES (?, ?, ?, ?, ?)',
	);
	const held = database.prepare(
		'SELECT 1 FROM event_leases WHERE customer_id = ? AND domain_id = ? AND source = ? AND holder = ?',
	);
	const release = database.prepare(
		'DELETE FROM event_leases WHERE customer_id = ? AND domain_id = ? AND source = ? AND holder = ?',
	);
	const end = database.prepare(
		`DELETE FROM event_leases WHERE customer_id = ?1 AND domain_id = ?2 AND source = ?3 AND NOT EXISTS (
			SELECT 1 FROM events WHERE customer_id = ?1 AND domain_id = ?2 AND source = ?3
		 )`,
	);

	return {
		free: ({ now, leaseMs, limit }) => free.all(now, now + LEASE_HORIZON * leaseMs, limit),
		lease(source, { holder, now, leaseMs }) {
			lease.run(...source, holder, now + leaseMs);
		},
		isHeld: (source, holder) => held.get(...source, holder) !== undefined,
		release(source, holder) {
			release.run(...source, holder);
		},
		endWithoutEvents(source) {
			end.run(...source);
		},
	};
}
