import type { ClientApplication } from '../applications/client-application.ts';
import { revokeCredential } from '../credentials/revoke.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent } from '../events/event.ts';
import { inTurn } from '../events/in-turn.ts';

/** Where a secret was found, as far as its finder says. Neither holds a secret. */
export interface LeakPlace {
	readonly url: string | null;
	/** What kind of place it is, in the finder's words: `content`, `commit`, `gist`. */
	readonly source: string | null;
}

/** Tells of a leak once, however often it is reported, and revokes the secret as leaked where that is wanted. */
export function reportLeak(
	application: ClientApplication,
	secretId: string,
	place: LeakPlace,
	revoke: boolean,
	now: number,
): Decision<ClientApplication> {
	return inTurn(
		application,
		(state) => noteLeak(state, secretId, place, revoke, now),
		(state) => (revoke ? revokeCredential(state, secretId, true, now) : { state, events: [] }),
	);
}

function noteLeak(
	application: ClientApplication,
	secretId: string,
	place: LeakPlace,
	revoke: boolean,
	now: number,
): Decision<ClientApplication> {
	const isNews = application.secrets.some((secret) => secret.secretId === secretId && secret.leakedAt === null);
	if (!isNews) return { state: application, events: [] };
	const secrets = application.secrets.map((secret) =>
		secret.secretId === secretId ? { ...secret, leakedAt: now } : secret,
	);
	const event: DecidedEvent = { type: 'client_secret.leaked', data: { secretId, ...place, revoked: revoke } };
	return { state: { ...application, secrets }, events: [event] };
}
