import type { DatabaseSync } from 'node:sqlite';
import { type LatchkeyEvent, OUTBOX_LIMIT, type Outbox, type PendingEvents, type Tenant } from '@latchkey/core';
import type { Connection } from './connection.ts';
import { json, type Row } from './rows.ts';

/** How the policy's events are told from those of applications. */
const POLICY = '';

/** For the repositories, inside their own transactions. */
export interface EventTable {
	hasRoom(tenant: Tenant, clientId: string | null, events: readonly LatchkeyEvent[]): boolean;
	append(tenant: Tenant, clientId: string | null, events: readonly LatchkeyEvent[]): void;
}

export function eventTable(database: DatabaseSync): EventTable {
	const count = database.prepare(
		'SELECT count(*) AS pending FROM events WHERE customer_id = ? AND domain_id = ? AND source = ?',
	);
	const append = database.prepare(
		'INSERT INTO events (customer_id, domain_id, source, event_id, body) VALUES (?, ?, ?, ?, ?)',
	);
	return {
		hasRoom({ customerId, domainId }, clientId, events) {
			if (events.length === 0) return true;
			const row = count.get(customerId, domainId, clientId ?? POLICY);
			return Number(row?.['pending']) + events.length <= OUTBOX_LIMIT;
		},
		append({ customerId, domainId }, clientId, events) {
			for (const event of events) {
				append.run(customerId, domainId, clientId ?? POLICY, event.id, JSON.stringify(event));
			}
		},
	};
}

export function outbox({ database, snapshot, write }: Connection): Outbox {
	// The oldest events first; a document comes where its oldest one stands.
	const sources = database.prepare(
		`SELECT e.customer_id, e.domain_id, e.source, e.sequence FROM events e
		 WHERE e.sequence > ? AND NOT EXISTS (
			SELECT 1 FROM events earlier
			WHERE earlier.customer_id = e.customer_id AND earlier.domain_id = e.domain_id
				AND earlier.source = e.source AND earlier.sequence < e.sequence
		 )
		 ORDER BY e.sequence LIMIT ?`,
	);
	const ofSource = database.prepare(
		'SELECT body FROM events WHERE customer_id = ? AND domain_id = ? AND source = ? ORDER BY sequence',
	);
	const take = database.prepare(
		'DELETE FROM events WHERE customer_id = ? AND domain_id = ? AND source = ? AND event_id = ?',
	);

	function pendingOf(row: Row): PendingEvents {
		const tenant = { customerId: String(row['customer_id']), domainId: String(row['domain_id']) };
		const source = String(row['source']);
		const events = ofSource
			.all(tenant.customerId, tenant.domainId, source)
			.map((event) => json<LatchkeyEvent>(event['body']));
		return { tenant, clientId: source === POLICY ? null : source, events, position: String(row['sequence']) };
	}

	return {
		pending: (limit, after) => snapshot(() => sources.all(Number(after ?? 0), limit).map(pendingOf)),
		take: ({ customerId, domainId }, clientId, eventIds) =>
			write(() => {
				for (const eventId of eventIds) take.run(customerId, domainId, clientId ?? POLICY, eventId);
			}),
	};
}
