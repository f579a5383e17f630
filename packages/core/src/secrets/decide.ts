import type { ClientApplication } from '../applications/client-application.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent } from '../events/event.ts';
import type { Rotation } from '../lifecycle/state.ts';
import { type ClientSecret, isSuperseded, secretEndsAt, secretWorks } from './client-secret.ts';

/** A secret that is ready to be added: everything that needs chance or a key was done before the decision. */
export type NewSecret = Omit<ClientSecret, 'createdAt' | 'overlapEndsAt' | 'adoptedAt' | 'expiryNoticeMs' | 'leakedAt'>;

export interface RotationTerms {
	readonly origin: Rotation['origin'];
	/** How long the secrets before it go on working, in milliseconds. */
	readonly overlapMs: number;
	readonly byEvidence: boolean;
}

/** The secrets before it go on working for the overlap, but none longer than it would have. */
export function addSecret(
	application: ClientApplication,
	secret: NewSecret,
	{ origin, overlapMs, byEvidence }: RotationTerms,
	now: number,
): Decision<ClientApplication> {
	const deadlineAt = now + overlapMs;
	const superseded = application.secrets.map((earlier) => ({
		...earlier,
		overlapEndsAt: Math.min(earlier.overlapEndsAt ?? deadlineAt, deadlineAt),
	}));
	const rotation: Rotation = {
		origin,
		startedAt: now,
		secretId: secret.secretId,
		deadlineAt,
		byEvidence,
		replaces: application.secrets.filter((earlier) => !isSuperseded(earlier)).map(({ secretId }) => secretId),
		stalledFor: null,
	};
	const state = {
		...application,
		secrets: [...superseded, freshSecret(secret, now)],
		lifecycle: { ...application.lifecycle, rotation, rotationPostponedUntil: null },
	};
	return { state, events: [addedEvent(secret, superseded)] };
}

/** One more secret beside those that count: whoever holds an old one takes up a rotation that others have taken up. */
export function addBeside(application: ClientApplication, secret: NewSecret, now: number): Decision<ClientApplication> {
	const secrets = [...application.secrets, freshSecret(secret, now)];
	return { state: { ...application, secrets }, events: [addedEvent(secret, [])] };
}

/** In the place of a successor that nobody has used: the answer that told of it was lost. */
export function replaceSuccessor(
	application: ClientApplication,
	secret: NewSecret,
	rotation: Rotation,
	now: number,
): Decision<ClientApplication> {
	const lost = application.secrets.filter(({ secretId }) => secretId === rotation.secretId);
	const secrets = [...application.secrets.filter((kept) => !lost.includes(kept)), freshSecret(secret, now)];
	const lifecycle = { ...application.lifecycle, rotation: { ...rotation, secretId: secret.secretId } };
	return {
		state: { ...application, secrets, lifecycle },
		events: [...lost.map(({ secretId }) => rotatedEvent(secretId)), addedEvent(secret, [])],
	};
}

export function freshSecret(secret: NewSecret, now: number): ClientSecret {
	return { ...secret, createdAt: now, overlapEndsAt: null, adoptedAt: null, expiryNoticeMs: null, leakedAt: null };
}

function addedEvent({ secretId, expiresAt }: NewSecret, superseded: readonly ClientSecret[]): DecidedEvent {
	const ends = superseded.map(({ secretId: earlier, overlapEndsAt }) => ({ secretId: earlier, overlapEndsAt }));
	return { type: 'client_secret.added', data: { secretId, expiresAt, superseded: ends } };
}

export function rotatedEvent(secretId: string): DecidedEvent {
	return { type: 'client_secret.rotated', data: { secretId } };
}

export function shredSealed(application: ClientApplication): Decision<ClientApplication> {
	if (application.secrets.every((secret) => secret.sealed === null)) return { state: application, events: [] };
	const secrets = application.secrets.map((secret) => ({ ...secret, sealed: null }));
	return { state: { ...application, secrets }, events: [] };
}

/** Takes out what time has ended, so that no decision is ever made over a secret that no longer works. */
export function settleSecrets(
	application: ClientApplication,
	now: number,
	revocationMemoryMs: number,
): Decision<ClientApplication> {
	const ended = application.secrets.filter((secret) => !secretWorks(secret, now));
	const forgotten = application.revokedCredentials.filter(({ revokedAt }) => revokedAt + revocationMemoryMs < now);
	if (ended.length === 0 && forgotten.length === 0) return { state: application, events: [] };
	const state = {
		...application,
		secrets: application.secrets.filter((secret) => secretWorks(secret, now)),
		revokedCredentials: application.revokedCredentials.filter((revoked) => !forgotten.includes(revoked)),
	};
	const events = ended.map((secret): DecidedEvent => {
		const { secretId } = secret;
		if (secretEndsAt(secret) !== secret.expiresAt) return rotatedEvent(secretId);
		return { type: 'client_secret.expired', data: { secretId } };
	});
	return { state, events };
}
