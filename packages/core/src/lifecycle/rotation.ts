import type { ClientApplication } from '../applications/client-application.ts';
import { DAY_MS } from '../durations.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent } from '../events/event.ts';
import { type ClientSecret, isSuperseded } from '../secrets/client-secret.ts';
import {
	addBeside,
	addSecret,
	type NewSecret,
	type RotationTerms,
	replaceSuccessor,
	rotatedEvent,
} from '../secrets/decide.ts';
import type { Rotation } from './state.ts';

/** After somebody cancelled a scheduled rotation, the next one waits for a week. */
const POSTPONED_MS = 7 * DAY_MS;

/** The secret that takes over, where there is one by now. */
export function successorOf({ secrets, lifecycle }: ClientApplication): ClientSecret | undefined {
	return secrets.find(({ secretId }) => secretId === lifecycle.rotation?.secretId);
}

export function withRotation(application: ClientApplication, rotation: Rotation | null): ClientApplication {
	return { ...application, lifecycle: { ...application.lifecycle, rotation } };
}

/**
 * Takes up a rotation that is offered, or begins one. Asked again before anybody has used the answer, it replaces what
 * it answered, so that a lost answer strands nobody. `presented` is the secret that an integration asked with.
 */
export function takeUp(
	application: ClientApplication,
	secret: NewSecret,
	terms: RotationTerms,
	presented: string | undefined,
	now: number,
): Decision<ClientApplication> {
	const { rotation } = application.lifecycle;
	if (rotation === null) return addSecret(application, secret, terms, now);
	if (rotation.secretId === null) return addSecret(application, secret, { ...terms, origin: rotation.origin }, now);
	if (replaceableSuccessor(application, presented)) return replaceSuccessor(application, secret, rotation, now);
	const holder = application.secrets.find(({ secretId }) => secretId === presented);
	if (holder !== undefined && isSuperseded(holder)) return addBeside(application, secret, now);
	return addSecret(application, secret, terms, now);
}

/**
 * Whether the successor was made without a user and, by all that is known, is in nobody's hands but those of who asks:
 * what one holder was given is not taken from them because another asks.
 */
export function replaceableSuccessor(application: ClientApplication, presented: string | undefined): boolean {
	const successor = successorOf(application);
	if (successor === undefined || application.lifecycle.rotation?.origin === 'user') return false;
	const { adoptedAt, secretId, ancestors } = successor;
	const isFree = ancestors.length === 0 || (presented !== undefined && ancestors.includes(presented));
	return adoptedAt === null && secretId !== presented && isFree;
}

/** Ends what is being replaced before its time. Nothing where no rotation has a successor. */
export function completeRotation(application: ClientApplication): Decision<ClientApplication> {
	if (successorOf(application) === undefined) return { state: application, events: [] };
	return retire(application, application.secrets.filter(isSuperseded));
}

export function retire(application: ClientApplication, ended: readonly ClientSecret[]): Decision<ClientApplication> {
	if (ended.length === 0) return { state: application, events: [] };
	const secrets = application.secrets.filter((secret) => !ended.includes(secret));
	return { state: { ...application, secrets }, events: ended.map(({ secretId }) => rotatedEvent(secretId)) };
}

/** Takes a rotation back: its successor is dead, and what it replaced works as before. */
export function cancelRotation(application: ClientApplication, now: number): Decision<ClientApplication> {
	const { rotation } = application.lifecycle;
	if (rotation === null) return { state: application, events: [] };
	const { secretId } = rotation;
	const kept = application.secrets.filter((secret) => secret.secretId !== secretId);
	const reinstated = kept.filter((secret) => rotation.replaces.includes(secret.secretId) && isSuperseded(secret));
	const dropped = kept.length < application.secrets.length && secretId !== null;
	const state: ClientApplication = {
		...application,
		secrets: kept.map((secret) => (reinstated.includes(secret) ? { ...secret, overlapEndsAt: null } : secret)),
		// Whoever was given the successor may have used it a moment ago.
		revokedCredentials: dropped
			? [...application.revokedCredentials, { credentialId: secretId, revokedAt: now }]
			: application.revokedCredentials,
		invalidatedAt: dropped ? now : application.invalidatedAt,
		lifecycle: { ...application.lifecycle, rotation: null, rotationPostponedUntil: now + POSTPONED_MS },
	};
	const event: DecidedEvent = {
		type: 'client_secret.rotation_cancelled',
		data: { secretId, reinstated: reinstated.map((secret) => secret.secretId) },
	};
	return { state, events: [event] };
}

/** A rotation is over when nothing is left to replace, or nothing to replace it. */
export function settleRotation(application: ClientApplication): ClientApplication {
	const { rotation } = application.lifecycle;
	if (rotation === null) return application;
	const { secrets } = application;
	const goesOn =
		rotation.secretId === null
			? secrets.length > 0
			: successorOf(application) !== undefined && secrets.some(isSuperseded);
	return goesOn ? application : withRotation(application, null);
}
