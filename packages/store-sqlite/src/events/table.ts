import type { DatabaseSync } from 'node:sqlite';
import { type DocumentKey, type LatchkeyEvent, outboxLimitFor } from '@latchkey/core';
import { prepareArrays } from '../database/rows.ts';
import type { Source } from './leases.ts';

/** How the policy's events are told from those of applications. */
const POLICY = '';
/** And those of endpoints: no Client ID has a colon. */
const ENDPOINT = 'endpoint:';

export function sourceOf({ tenant: { customerId, domainId }, kind, id }: DocumentKey): Source {
	const name = id ?? POLICY;
	return [customerId, domainId, kind === 'endpoint' ? `${ENDPOINT}${name}` : name];
}

export function documentOf([customerId, domainId, source]: Source): DocumentKey {
	const tenant = { customerId, domainId };
	if (source === POLICY) return { tenant, kind: 'policy', id: null };
	if (source.startsWith(ENDPOINT)) return { tenant, kind: 'endpoint', id: source.slice(ENDPOINT.length) };
	return { tenant, kind: 'application', id: source };
}

/** For the repositories, inside their own transactions. */
export interface EventTable {
	hasRoom(document: DocumentKey, events: readonly LatchkeyEvent[]): boolean;
	append(document: DocumentKey, events: readonly LatchkeyEvent[]): void;
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
		hasRoom(document, events) {
			if (events.length === 0) return true;
			const row = count.get(...sourceOf(document));
			return Number(row?.['pending']) + events.length <= outboxLimitFor(events);
		},
		append(document, events) {
			const source = sourceOf(document);
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
