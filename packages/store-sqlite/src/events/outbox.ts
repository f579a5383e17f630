import type { Outbox, PendingEvents } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays } from '../database/rows.ts';
import type { EventLeases, PlacedSource, Source } from './leases.ts';
import { documentOf, type EventTable, sourceOf } from './table.ts';

export function outbox(
	{ database, read, snapshot, write }: Connection,
	events: EventTable,
	leases: EventLeases,
): Outbox {
	// The oldest events first; a document comes where its oldest one stands.
	const sources = prepareArrays<PlacedSource>(
		database,
		`SELECT e.customer_id, e.domain_id, e.source, e.sequence FROM events e
		 WHERE e.sequence > ? AND NOT EXISTS (
			SELECT 1 FROM events earlier
			WHERE earlier.customer_id = e.customer_id AND earlier.domain_id = e.domain_id
				AND earlier.source = e.source AND earlier.sequence < e.sequence
		 )
		 ORDER BY e.sequence LIMIT ?`,
	);

	function pendingOf(placed: PlacedSource): PendingEvents {
		const source = keyOf(placed);
		return { document: documentOf(source), events: events.of(source), position: String(placed[3]) };
	}

	return {
		pending: (limit, after) => snapshot(() => sources.all(Number(after ?? 0), limit).map(pendingOf)),
		async claim(claim) {
			// Read first: a claim that finds nothing takes no lock and writes nothing to the disk.
			if ((await read(() => leases.free(claim))).length === 0) return [];
			return await write(() =>
				leases.free(claim).map((placed) => {
					leases.lease(keyOf(placed), claim);
					return pendingOf(placed);
				}),
			);
		},
		async release(holder, documents) {
			const keys = documents.map(sourceOf);
			const ours = await snapshot(() => keys.filter((source) => leases.isHeld(source, holder)));
			if (ours.length === 0) return;
			await write(() => {
				for (const source of ours) leases.release(source, holder);
			});
		},
		take: (document, eventIds) =>
			write(() => {
				const source = sourceOf(document);
				for (const eventId of eventIds) events.take(source, eventId);
				leases.endWithoutEvents(source);
			}),
	};
}

function keyOf([customerId, domainId, source]: PlacedSource): Source {
	return [customerId, domainId, source];
}
