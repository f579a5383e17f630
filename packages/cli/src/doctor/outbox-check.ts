import { EVENTS_LATE_MS, OUTBOX_LIMIT, OUTBOX_RESERVED, type Outbox } from '@latchkey/core';
import { durationText } from '../command-line/duration.ts';
import { counted } from '../terminal/counted.ts';
import { type Check, check } from './check.ts';

const PAGE = 100;
/** A document holds up to 500 events: beyond so many documents, more of them say nothing new. */
const MAX_DOCUMENTS = 1000;

interface Backlog {
	readonly documents: number;
	readonly events: number;
	readonly oldestAt: number | null;
	/** Of one document. */
	readonly most: number;
	readonly newestAt: number | null;
}

export async function readBacklog(outbox: Outbox): Promise<Backlog> {
	let documents = 0;
	let events = 0;
	let most = 0;
	const times = { oldest: Number.POSITIVE_INFINITY, newest: Number.NEGATIVE_INFINITY };
	let after: string | undefined;
	do {
		const page = await outbox.pending(PAGE, after);
		for (const pending of page) {
			documents += 1;
			events += pending.events.length;
			most = Math.max(most, pending.events.length);
			for (const { occurredAt } of pending.events) {
				times.oldest = Math.min(times.oldest, occurredAt);
				times.newest = Math.max(times.newest, occurredAt);
			}
		}
		after = page.length < PAGE || documents >= MAX_DOCUMENTS ? undefined : page.at(-1)?.position;
	} while (after !== undefined);
	const known = (time: number): number | null => (Number.isFinite(time) ? time : null);
	return { documents, events, most, oldestAt: known(times.oldest), newestAt: known(times.newest) };
}

export function outboxCheck({ documents, events, oldestAt, most }: Backlog, now: number): Check {
	if (oldestAt === null) return check('outbox', 'ok', 'no events wait to be relayed');
	const atLeast = documents >= MAX_DOCUMENTS ? 'at least ' : '';
	const age = Math.max(0, now - oldestAt);
	const summary = `${atLeast}${counted(events, 'event')} of ${counted(documents, 'document')} wait to be relayed, the oldest for ${durationText(age)}`;
	const advice = 'a host must be running to relay them; if one is, its log says why its listener (onEvent) fails';
	if (most >= OUTBOX_LIMIT - OUTBOX_RESERVED)
		return check(
			'outbox',
			'fail',
			`${summary}; a document is full and refuses every change but what disables, revokes and removes`,
			advice,
		);
	if (age > EVENTS_LATE_MS) return check('outbox', 'warn', summary, advice);
	return check('outbox', 'ok', summary);
}
