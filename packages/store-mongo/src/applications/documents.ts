import { type ClientApplication, type LatchkeyEvent, searchKey } from '@latchkey/core';
import { NO_RELAY, type PendingEvent, pendingEvent, type RelayLease } from '../events/pending-events.ts';

/** `_id` is the Client ID. */
export interface ApplicationDocument extends Omit<ClientApplication, 'clientId'>, RelayLease {
	readonly _id: string;
	/** Not removed: lists and counts never walk through what was. */
	readonly live: boolean;
	/** `searchKey` of the name and of the Client ID. */
	readonly nameKey: string;
	readonly idKey: string;
	readonly outbox: readonly PendingEvent[];
	/** Who does what is due, and until when. */
	readonly leaseHolder: string | null;
	readonly leaseEndsAt: number | null;
}

export function applicationDocument(
	{ clientId, ...application }: ClientApplication,
	events: readonly LatchkeyEvent[],
): ApplicationDocument {
	return {
		_id: clientId,
		...application,
		live: application.status !== 'removed',
		nameKey: searchKey(application.name),
		idKey: searchKey(clientId),
		outbox: events.map(pendingEvent),
		...NO_RELAY,
		leaseHolder: null,
		leaseEndsAt: null,
	};
}

export function applicationOf(document: ApplicationDocument): ClientApplication {
	const {
		_id: clientId,
		live: _live,
		nameKey: _nameKey,
		idKey: _idKey,
		outbox: _outbox,
		relayHolder: _relayHolder,
		relayEndsAt: _relayEndsAt,
		leaseHolder: _leaseHolder,
		leaseEndsAt: _leaseEndsAt,
		...application
	} = document;
	return { clientId, ...application };
}
