import type { LatchkeyEvent } from '@latchkey/core';
import { nullable, part } from '../database/schema.ts';

/**
 * An event as it lies in its document. As text: what it tells is the caller's, and must mean nothing to the database.
 */
export interface PendingEvent {
	/** Sorts by time, and is unique. */
	readonly at: string;
	readonly id: string;
	readonly body: string;
}

/** Who relays a document's events, and until when. */
export interface RelayLease {
	readonly relayHolder: string | null;
	readonly relayEndsAt: number | null;
}

export const NO_RELAY = { relayHolder: null, relayEndsAt: null };

/** Of the schema of every document that has events. */
export const OUTBOX_FIELDS = {
	outbox: [part({ at: String, id: String, body: String })],
	relayHolder: nullable(String),
	relayEndsAt: nullable(Number),
};

const TIME_DIGITS = 16;

export function pendingEvent(event: LatchkeyEvent): PendingEvent {
	const { id, occurredAt } = event;
	return { at: `${String(occurredAt).padStart(TIME_DIGITS, '0')} ${id}`, id, body: JSON.stringify(event) };
}

export function eventsOf({ outbox }: { readonly outbox: readonly PendingEvent[] }): LatchkeyEvent[] {
	return outbox.map(({ body }) => JSON.parse(body) as LatchkeyEvent);
}
