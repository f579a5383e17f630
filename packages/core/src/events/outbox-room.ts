import { OUTBOX_LIMIT } from '../store.ts';
import type { DecidedEvent, EditableFields, EventType } from './event.ts';

/**
 * So many places of an outbox are kept for what only takes away: as many as an application needs to lose everything.
 * Each of its ten credentials ends once, and can be told to have leaked once; its keys go, and it is disabled, edited
 * with that, and removed.
 */
export const OUTBOX_RESERVED = 24;

/** Ends a credential, or the use of what it is about. */
const TAKES_AWAY: ReadonlySet<EventType> = new Set([
	'client_application.disabled',
	'client_application.removed',
	'client_secret.revoked',
	'client_secret.expired',
	'client_secret.rotated',
	'client_certificate.revoked',
	'client_certificate.expired',
	'client_certificate.rotated',
	'endpoint.disabled',
	'endpoint.removed',
	'policy.removed',
]);

/**
 * How many events a document may have in its outbox once these are in it. While the host takes none away, somebody must
 * still be able to disable, revoke and remove: the last places are for nothing else.
 */
export function outboxLimitFor(events: readonly DecidedEvent[]): number {
	const disables = events.some(({ type }) => type === 'client_application.disabled');
	const goesAlong = ({ type }: DecidedEvent): boolean =>
		type === 'client_secret.leaked' || (disables && type === 'client_application.changed');
	const onlyTakesAway = events.some(takesAway) && events.every((event) => takesAway(event) || goesAlong(event));
	return onlyTakesAway ? OUTBOX_LIMIT : OUTBOX_LIMIT - OUTBOX_RESERVED;
}

function takesAway(event: DecidedEvent): boolean {
	return TAKES_AWAY.has(event.type) || (event.type === 'client_application.changed' && losesKeys(event.data.after));
}

/** Its keys are gone, and nothing else has changed. */
function losesKeys({ publicKeys = [], jwksUri = null, ...others }: EditableFields): boolean {
	return publicKeys.length === 0 && jwksUri === null && Object.keys(others).length === 0;
}
