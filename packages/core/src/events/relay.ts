import type { Logger } from '../ports.ts';
import type { Outbox, PendingEvents } from '../store.ts';
import type { LatchkeyEvent } from './event.ts';

/** What listens to events. It may see an event more than once, and knows it again by its id. */
export type EventListener = (event: LatchkeyEvent) => void | Promise<void>;

/** A full outbox of one document is 500 events: few documents at a time keep the thread free for requests. */
const PAGE = 10;

/**
 * Hands committed events to the listener and takes them out of the outbox after: at least once each, in order per
 * document. Resolves to how many were handed over; a document whose listener fails keeps its events for the next time.
 */
export async function relayEvents(outbox: Outbox, listener: EventListener, logger: Logger): Promise<number> {
	let relayed = 0;
	let after: string | undefined;
	let page: readonly PendingEvents[];
	do {
		page = await outbox.pending(PAGE, after);
		for (const pending of page) relayed += await relayDocument(pending, outbox, listener, logger);
		// Past what failed: one document that cannot be relayed holds up no other.
		after = page.at(-1)?.position;
	} while (page.length === PAGE);
	return relayed;
}

async function relayDocument(
	{ tenant, clientId, events }: PendingEvents,
	outbox: Outbox,
	listener: EventListener,
	logger: Logger,
): Promise<number> {
	const done: string[] = [];
	try {
		for (const event of events) {
			await listener(event);
			done.push(event.id);
		}
	} catch (error) {
		logger.error(
			{ error: String(error), clientId, ...tenant },
			'an event could not be relayed; it will be tried again',
		);
	}
	if (done.length > 0) await outbox.take(tenant, clientId, done);
	return done.length;
}
