import type { DatabaseSync } from 'node:sqlite';
import { type LatchkeyEvent, OUTBOX_LIMIT, type Tenant } from '@latchkey/core';
import type { Source } from './event-leases.ts';
import { prepareArrays } from './rows.ts';

/** How the policy's events are told from those of applications. */
const POLICY = '';

export function sourceOf({ customerId, domainId }: Tenant, clientId: string | null): Source {
	return [customerId, domainId, clientId ?? POLICY];
}

export function clientIdOf([, , source]: Source): string | null {
	return source === POLICY ? null : source;
}

/** For the repositories, inside their own transactions. */
export interface EventTable {
	hasRoom(tenant: Tenant, clientId: string | null, events: readonly LatchkeyEvent[]): boolean;
	append(tenant: Tenant, clientId: string | null, events: readonly LatchkeyEvent[]): void;
	/** Oldest first. */
	of(source: Source): LatchkeyEvent[];
	take(source: Source, eventId: string): void;
	takeAll(source: Source): void;
}

export function eventTable(database: DatabaseSync): EventTable {
	const count = database.prepare(
		'SELECT count(*) AS pending FROM events WHERE customer_id = ? AND domain_id = ? AND source = ?',
	);
	const append = database.prepare(
		'INSERT INTO events (customer_id, domain_id, source, event_id, body) VALUES (?, ?, ?, ?, ?)',
	);
	const ofSource = prepareArrays<[body: string]>(
		database,
		'SELECT body FROM events WHERE customer_id = ? AND domain_id = ? AND source = ? ORDER BY sequence',
	);
	const take = database.prepare(
		'DELETE FROM events WHERE customer_id = ? AND domain_id = ? AND source = ? AND event_id = ?',
	);
	const takeAll = database.prepare('DELETE FROM events WHERE customer_id = ? AND domain_id = ? AND source = ?');
	return {
		hasRoom(tenant, clientId, events) {
			if (events.length === 0) return true;
			const row = count.get(...sourceOf(tenant, clientId));
			return Number(row?.['pending']) + events.length <= OUTBOX_LIMIT;
		},
		append(tenant, clientId, events) {
			const source = sourceOf(tenant, clientId);
			for (const event of events) append.run(...source, event.id, JSON.stringify(event));
		},
		of: (source) => ofSource.all(...source).map(([body]) => JSON.parse(body) as LatchkeyEvent),
		take(source, eventId) {
			take.run(...source, eventId);
		},
		takeAll(source) {
			takeAll.run(...source);
		},
	};
}
