import type { Endpoint, LatchkeyEvent } from '@latchkey/core';
import type { Version } from './delivery-history.ts';
import type { Sent } from './receivers.ts';

/**
 * Whoever sends looks at an endpoint first, and then goes on for as long as its lease lasts, which it may renew while
 * time passes slowly here: by then the endpoint may have been paused, moved or removed.
 */
const STALE_MS = 30_000;

/** Those that were current at any moment between the two. */
export function between(versions: readonly Version[], from: number, to: number): readonly Version[] {
	return versions.filter(({ moment }, index) => {
		const next = versions[index + 1];
		return moment <= to && (next === undefined || next.moment > from);
	});
}

/** Those that somebody who sends then may take for current. */
export function seenBy(versions: readonly Version[], { handedOverAt }: Sent): readonly Version[] {
	return versions.filter(({ at }, index) => {
		const next = versions[index + 1];
		return at <= handedOverAt && (next === undefined || next.at >= handedOverAt - STALE_MS);
	});
}

/** Secrets of an endpoint sign on for as long as they may be taken for current. */
export function mayStillSign(endsAt: number | null, { sentAt }: Sent): boolean {
	return endsAt === null || endsAt > sentAt - STALE_MS;
}

export function wants({ endpointId, clientId, eventTypes, status }: Endpoint, event: LatchkeyEvent): boolean {
	if (status === 'removed') return false;
	if (event.type === 'endpoint.test') return event.data.endpointId === endpointId;
	return (clientId === null || event.clientId === clientId) && (eventTypes?.includes(event.type) ?? true);
}
