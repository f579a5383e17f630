import type { ClientApplication } from '../applications/client-application.ts';
import { hasDescendants } from '../credentials/descent.ts';
import { revokeCredential } from '../credentials/revoke.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent } from '../events/event.ts';
import { inTurn } from '../events/in-turn.ts';
import type { ClientSecret, EndedSecret } from '../secrets/client-secret.ts';

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
	const isNews = (secret: ClientSecret | EndedSecret): boolean =>
		secret.secretId === secretId && secret.leakedAt === null;
	const { secrets, endedSecrets } = application;
	if (!secrets.some(isNews) && !endedSecrets.some(isNews)) return { state: application, events: [] };
	const noted = <Secret extends ClientSecret | EndedSecret>(secret: Secret): Secret =>
		isNews(secret) ? { ...secret, leakedAt: now } : secret;
	const event: DecidedEvent = { type: 'client_secret.leaked', data: { secretId, ...place, revoked: revoke } };
	const state = { ...application, secrets: secrets.map(noted), endedSecrets: endedSecrets.map(noted) };
	return { state, events: [event] };
}

/**
 * Whether there is anything left of a secret that was found: itself, tokens of it, or what was given to who held it.
 */
export function leavesAnything(application: ClientApplication, secretId: string): boolean {
	const { secrets, revokedCredentials } = application;
	if (secrets.some((secret) => secret.secretId === secretId) || hasDescendants(application, secretId)) return true;
	return !revokedCredentials.some(({ credentialId }) => credentialId === secretId);
}
