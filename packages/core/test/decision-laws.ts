import { expect } from 'vitest';
import { type ClientApplication, tombstoneSlot } from '../src/applications/client-application.ts';
import type { ApplicationCommand } from '../src/applications/decide.ts';
import type { Decision } from '../src/events/decision.ts';
import type { DecidedEvent } from '../src/events/event.ts';
import { type ClientSecret, secretEndsAt, secretWorks } from '../src/secrets/client-secret.ts';
import { type Replayed, replay } from './replay.ts';

export const RULES = { revocationMemoryMs: 1000 };

/** What is known of the life of one application beside its state. */
export interface Life {
	now: number;
	/** Every secret that was ever added, in order. */
	readonly added: string[];
	/** By secret id: the event that ended it. */
	readonly endings: Map<string, string>;
	/** What a reader of the events alone knows. */
	readonly replayed: Replayed;
	/** The types of all events so far. */
	readonly types: Set<string>;
}

/** One decision: what it was made of, what came of it, and what came of it when it was made again. */
export interface Step extends Decision<ClientApplication> {
	readonly before: ClientApplication;
	readonly command: ApplicationCommand;
	readonly now: number;
	readonly again: Decision<ClientApplication>;
}

const ENDINGS = ['client_secret.revoked', 'client_secret.expired', 'client_secret.rotated'];

/** The invariants that every decision keeps. Notes down in `life` what ended and what the events tell. */
export function expectLawful(step: Step, life: Life): void {
	expect(step.again).toEqual({ state: step.state, events: step.events });
	if (step.before.status === 'removed') {
		expect(step.state).toBe(step.before);
		expect(step.events).toEqual([]);
		return;
	}
	expectSteadyIdentity(step);
	expectEpochToCount(step);
	expectWorkingSecrets(step, life);
	expectNoLongerLives(step);
	expectOneEndingEach(step, life);
	expectDueTime(step);
	expectEventsToTellAll(step, life);
}

function expectSteadyIdentity({ before, state, now }: Step): void {
	const { clientId, customerId, domainId, createdAt, createdBy, revision, requestDigest } = before;
	expect(state).toMatchObject({ clientId, customerId, domainId, createdAt, createdBy, revision, requestDigest });
	expect(state.updatedAt).toBe(state === before ? before.updatedAt : now);
	if (state.status !== 'removed') {
		expect(state).toMatchObject({ slot: before.slot, removedAt: null });
		return;
	}
	const tombstone = { slot: tombstoneSlot(clientId), secrets: [], revokedSecrets: [], removedAt: now };
	expect(state).toMatchObject(tombstone);
}

/** The epoch goes up exactly where every token must die; the feed hears of that, and of what tokens lose or gain. */
function expectEpochToCount({ before, state, events, now }: Step): void {
	const killing = ['client_application.disabled', 'client_application.removed'];
	const kills = events.filter(({ type }) => killing.includes(type)).length;
	expect(state.tokenEpoch).toBe(before.tokenEpoch + kills);
	expect(kills > 0).toBe(state.status !== before.status && state.status !== 'enabled');
	const revokes = events.some(({ type }) => type === 'client_secret.revoked');
	const regrants = JSON.stringify(before.privileges) !== JSON.stringify(state.privileges);
	expect(state.invalidatedAt).toBe(kills > 0 || revokes || regrants ? now : before.invalidatedAt);
}

/** What is in the list works, and never ended before; a revoked secret is remembered while its tokens can live. */
function expectWorkingSecrets({ before, command, state, events, now }: Step, life: Life): void {
	expect(state.secrets.filter((secret) => !secretWorks(secret, now))).toEqual([]);
	expect(ids(state.secrets).filter((secretId) => life.endings.has(secretId))).toEqual([]);
	expect(new Set(ids(state.secrets)).size).toBe(state.secrets.length);
	if (command.type === 'shred_sealed') expect(state.secrets.filter(({ sealed }) => sealed !== null)).toEqual([]);
	if (state.status === 'removed') return;
	const revoked = events
		.filter(({ type }) => type === 'client_secret.revoked')
		.map(({ data }) => ({ ...data, revokedAt: now }));
	const remembered = [...before.revokedSecrets, ...revoked].filter(
		({ revokedAt }) => now <= revokedAt + RULES.revocationMemoryMs,
	);
	expect(state.revokedSecrets).toEqual(remembered);
}

/** No decision gives a secret a longer life, or another content. */
function expectNoLongerLives({ before, command, state, now }: Step): void {
	for (const { overlapEndsAt, sealed, ...rest } of state.secrets) {
		const earlier = before.secrets.find(({ secretId }) => secretId === rest.secretId);
		if (earlier === undefined) {
			expect(command).toMatchObject({ type: 'add_secret', secret: { secretId: rest.secretId } });
			expect({ overlapEndsAt, createdAt: rest.createdAt }).toEqual({ overlapEndsAt: null, createdAt: now });
			continue;
		}
		expect(earlier).toMatchObject(rest);
		expect([earlier.sealed, null]).toContain(sealed);
		const overlap = command.type === 'add_secret' ? now + command.overlapMs : Number.POSITIVE_INFINITY;
		expect(end({ overlapEndsAt, sealed, ...rest })).toBe(Math.min(end(earlier), overlap));
	}
}

/** Whatever leaves the list is said to have ended, once and as what; nothing else is. */
function expectOneEndingEach({ before, command, state, events, now }: Step, life: Life): void {
	const ended = events.filter(isEnding);
	for (const { type, data } of ended) {
		expect(life.endings.get(data.secretId)).toBeUndefined();
		life.endings.set(data.secretId, type);
		if (type === 'client_secret.revoked') {
			expect(command).toEqual({ type: 'revoke_secret', secretId: data.secretId });
		}
		if (type !== 'client_secret.expired') continue;
		const secret = before.secrets.find(({ secretId }) => secretId === data.secretId);
		const added = command.type === 'add_secret' ? command.secret.expiresAt : null;
		expect(secret === undefined ? added : secret.expiresAt).toBeLessThanOrEqual(now);
	}
	if (command.type === 'revoke_secret' && ids(before.secrets).includes(command.secretId)) {
		expect(life.endings.get(command.secretId)).toBe('client_secret.revoked');
	}
	const candidates = [...ids(before.secrets), ...addedIds(events)];
	const gone = candidates.filter((secretId) => !ids(state.secrets).includes(secretId));
	if (state.status !== 'removed') expect(ended.map(({ data }) => data.secretId).sort()).toEqual(gone.sort());
	for (const secretId of gone) life.endings.set(secretId, life.endings.get(secretId) ?? 'client_application.removed');
}

function expectDueTime({ state }: Step): void {
	const ends = state.secrets.map(end);
	const earliest = Math.min(...ends);
	expect(state.nextDueAt).toBe(earliest === Number.POSITIVE_INFINITY ? null : earliest);
}

/** Who reads the events and nothing else knows the application as it is, and none of its secrets. */
function expectEventsToTellAll({ state, events }: Step, life: Life): void {
	for (const secretId of addedIds(events)) expect(life.added).not.toContain(secretId);
	for (const event of events) replay(life.replayed, event);
	const { name, description, ownerId, privileges, status } = state;
	expect(life.replayed).toMatchObject({ name, description, ownerId, privileges, status });
	const overlaps = state.secrets.map(({ secretId, overlapEndsAt }) => [secretId, overlapEndsAt]);
	expect([...life.replayed.overlaps]).toEqual(overlaps);
	// As the samples name them.
	expect(JSON.stringify(events)).not.toMatch(/digest-of|sealed-of|hint/);
}

type EndingEvent = Extract<DecidedEvent, { readonly data: { readonly secretId: string } }>;

function isEnding(event: DecidedEvent): event is EndingEvent {
	return ENDINGS.includes(event.type);
}

function ids(secrets: readonly ClientSecret[]): string[] {
	return secrets.map(({ secretId }) => secretId);
}

function addedIds(events: readonly DecidedEvent[]): string[] {
	return events.filter((event) => event.type === 'client_secret.added').map(({ data }) => data.secretId);
}

function end(secret: ClientSecret): number {
	return secretEndsAt(secret) ?? Number.POSITIVE_INFINITY;
}
