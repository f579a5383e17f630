import type { Decision } from '../events/decision.ts';
import type { DecidedEvent, EditableFields } from '../events/event.ts';
import { type ClientSecret, secretEndsAt, secretWorks } from '../secrets/client-secret.ts';
import { type ClientApplication, nextDueAt, tombstoneSlot } from './client-application.ts';

/** A secret that is ready to be added: everything that needs chance or a key was done before the decision. */
export type NewSecret = Omit<ClientSecret, 'createdAt' | 'overlapEndsAt'>;

export type ApplicationCommand =
	| { readonly type: 'edit'; readonly fields: EditableFields; readonly status?: 'enabled' | 'disabled' | undefined }
	| { readonly type: 'remove' }
	| { readonly type: 'record_reveal'; readonly secretId: string }
	| { readonly type: 'add_secret'; readonly secret: NewSecret; readonly overlapMs: number }
	| { readonly type: 'revoke_secret'; readonly secretId: string }
	/** Under show-once: nothing that could reveal may stay. */
	| { readonly type: 'shred_sealed' }
	/** Nothing but what time alone has brought about. */
	| { readonly type: 'settle' };

export interface DecisionRules {
	/** How long a revoked secret is remembered: at least as long as its last token can live. Milliseconds. */
	readonly revocationMemoryMs: number;
}

/**
 * Every change of an application: a function of its state, one command and the time. Whoever calls it has checked that
 * the command is allowed and that what it names exists; a removed application changes no more.
 */
export function decide(
	application: ClientApplication,
	command: ApplicationCommand,
	now: number,
	rules: DecisionRules,
): Decision<ClientApplication> {
	if (application.status === 'removed') return { state: application, events: [] };
	// A revocation comes first: a secret that has ended a moment ago may have left tokens, which it must still kill.
	const revokes = command.type === 'revoke_secret';
	const settled = revokes ? { state: application, events: [] } : settle(application, now, rules);
	const decided = apply(settled.state, command, now);
	// Once more, since a rotation without overlap ends the earlier secrets at once.
	const finished = settle(decided.state, now, rules);
	const events = [...settled.events, ...decided.events, ...finished.events];
	if (finished.state === application) return { state: application, events };
	const state = { ...finished.state, updatedAt: now, nextDueAt: nextDueAt(finished.state.secrets) };
	return { state, events };
}

function apply(application: ClientApplication, command: ApplicationCommand, now: number): Decision<ClientApplication> {
	switch (command.type) {
		case 'edit':
			return edit(application, command.fields, command.status, now);
		case 'remove':
			return remove(application, now);
		case 'record_reveal':
			return {
				state: application,
				events: [{ type: 'client_secret.revealed', data: { secretId: command.secretId } }],
			};
		case 'add_secret':
			return addSecret(application, command.secret, command.overlapMs, now);
		case 'revoke_secret':
			return revokeSecret(application, command.secretId, now);
		case 'shred_sealed':
			return shredSealed(application);
		case 'settle':
			return { state: application, events: [] };
	}
}

function edit(
	application: ClientApplication,
	fields: EditableFields,
	status: 'enabled' | 'disabled' | undefined,
	now: number,
): Decision<ClientApplication> {
	const events: DecidedEvent[] = [];
	let state = application;
	const changed = (Object.keys(fields) as (keyof EditableFields)[]).filter(
		(key) => JSON.stringify(fields[key]) !== JSON.stringify(application[key]),
	);
	if (changed.length > 0) {
		const before = Object.fromEntries(changed.map((key) => [key, application[key]]));
		const after = Object.fromEntries(changed.map((key) => [key, fields[key]]));
		state = { ...state, ...after };
		if (changed.includes('privileges')) state = { ...state, invalidatedAt: now };
		events.push({ type: 'client_application.changed', data: { before, after } });
	}
	if (status !== undefined && status !== application.status) {
		state = status === 'disabled' ? invalidateTokens({ ...state, status }, now) : { ...state, status };
		events.push({ type: `client_application.${status}`, data: {} });
	}
	return { state, events };
}

/** Shreds the secrets at once. The tombstone stays, to say that its tokens are dead and to carry its last events. */
function remove(application: ClientApplication, now: number): Decision<ClientApplication> {
	const state: ClientApplication = {
		...application,
		status: 'removed',
		slot: tombstoneSlot(application.clientId),
		secrets: [],
		revokedSecrets: [],
		removedAt: now,
	};
	return {
		state: invalidateTokens(state, now),
		events: [{ type: 'client_application.removed', data: { name: application.name } }],
	};
}

/** The secrets before it go on working for the overlap, but none longer than it would have. */
function addSecret(
	application: ClientApplication,
	secret: NewSecret,
	overlapMs: number,
	now: number,
): Decision<ClientApplication> {
	const overlapEndsAt = now + overlapMs;
	const superseded = application.secrets.map((earlier) => ({
		...earlier,
		overlapEndsAt: Math.min(earlier.overlapEndsAt ?? overlapEndsAt, overlapEndsAt),
	}));
	const added: ClientSecret = { ...secret, createdAt: now, overlapEndsAt: null };
	const event: DecidedEvent = {
		type: 'client_secret.added',
		data: {
			secretId: secret.secretId,
			expiresAt: secret.expiresAt,
			superseded: superseded.map(({ secretId, overlapEndsAt: endsAt }) => ({ secretId, overlapEndsAt: endsAt })),
		},
	};
	return { state: { ...application, secrets: [...superseded, added] }, events: [event] };
}

/** Kills the secret and the tokens that it earned; those of the other secrets live on. */
function revokeSecret(application: ClientApplication, secretId: string, now: number): Decision<ClientApplication> {
	const secrets = application.secrets.filter((secret) => secret.secretId !== secretId);
	if (secrets.length === application.secrets.length) return { state: application, events: [] };
	const state = {
		...application,
		secrets,
		revokedSecrets: [...application.revokedSecrets, { secretId, revokedAt: now }],
		invalidatedAt: now,
	};
	return { state, events: [{ type: 'client_secret.revoked', data: { secretId } }] };
}

function shredSealed(application: ClientApplication): Decision<ClientApplication> {
	if (application.secrets.every((secret) => secret.sealed === null)) return { state: application, events: [] };
	const secrets = application.secrets.map((secret) => ({ ...secret, sealed: null }));
	return { state: { ...application, secrets }, events: [] };
}

function invalidateTokens(application: ClientApplication, now: number): ClientApplication {
	return { ...application, tokenEpoch: application.tokenEpoch + 1, invalidatedAt: now };
}

/** Takes out what time has ended, so that no decision is ever made over a secret that no longer works. */
function settle(application: ClientApplication, now: number, rules: DecisionRules): Decision<ClientApplication> {
	const ended = application.secrets.filter((secret) => !secretWorks(secret, now));
	const forgotten = application.revokedSecrets.filter(({ revokedAt }) => revokedAt + rules.revocationMemoryMs < now);
	if (ended.length === 0 && forgotten.length === 0) return { state: application, events: [] };
	const state = {
		...application,
		secrets: application.secrets.filter((secret) => secretWorks(secret, now)),
		revokedSecrets: application.revokedSecrets.filter((revoked) => !forgotten.includes(revoked)),
	};
	const events = ended.map((secret): DecidedEvent => {
		const expired = secretEndsAt(secret) === secret.expiresAt;
		return { type: expired ? 'client_secret.expired' : 'client_secret.rotated', data: { secretId: secret.secretId } };
	});
	return { state, events };
}
