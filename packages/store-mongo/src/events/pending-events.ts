import type { LatchkeyEvent } from '@latchkey/core';

/** An event as it lies in its document. As text: what it tells is the caller's, and must mean nothing to the database. */
export interface PendingEvent {
	/** Sorts by time, and is unique. */
	readonly at: string;
	readonly id: string;
	readonly body: string;
}

const TIME_DIGITS = 16;

export function pendingEvent(event: LatchkeyEvent): PendingEvent {
	const { id, occurredAt } = event;
	return { at: `${String(occurredAt).padStart(TIME_DIGITS, '0')} ${id}`, id, body: JSON.stringify(event) };
}

export function latchkeyEvent({ body }: PendingEvent): LatchkeyEvent {
	return JSON.parse(body) as LatchkeyEvent;
}
