import { expect } from 'vitest';
import { type ClientApplication, tombstoneSlot } from '../src/applications/client-application.ts';
import { type ApplicationCommand, decide } from '../src/applications/decide.ts';
import { certificateEndsAt } from '../src/certificates/client-certificate.ts';
import type { Decision } from '../src/events/decision.ts';
import type { DecidedEvent } from '../src/events/event.ts';
import { type ClientSecret, secretEndsAt, secretWorks } from '../src/secrets/client-secret.ts';
import { expectLawfulCertificates } from './certificate-laws.ts';
import { expectLawfulKeys } from './key-laws.ts';
import { type Replayed, replay } from './replay.ts';

export const RULES = { revocationMemoryMs: 1000 };

/** What is known of the life of one application beside its state. */
export interface Life {
	now: number;
	/** Every secret that was ever added, in order. */
	readonly added: string[];
	/** Every certificate that was ever added, in order. */
	readonly certificates: string[];
	/** By the id of a credential: the event that ended it. */
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

const ENDINGS = [
	'client_secret.revoked',
	'client_secret.expired',
	'client_secret.rotated',
	'client_secret.rotation_cancelled',
];

/** The invariants that every decision keeps. Notes down in `life` what ended and what the events tell. */
export function expectLawful(step: Step, life: Life): void {
	expect(step.again).toEqual({ state: step.state, events: step.events });
	if (step.before.status === 'removed') {
		expect(step.state).toBe(step.before);
		expect(step.events).toEqual([]);
		return;
	}
	if (step.command.type === 'review') {
		const { nextDueAt } = step.before;
		expect(step.state).toEqual({ ...step.before, nextDueAt: Math.min(step.now, nextDueAt ?? step.now) });
		expect(step.events).toEqual([]);
		return;
	}
	expectSteadyIdentity(step);
	expectEpochToCount(step);
	expectWorkingSecrets(step, life);
	expectRevocationsRemembered(step);
	expectEndedRemembered(step);
	expectNoLongerLives(step);
	expectLeaksToldOnce(step);
	expectOneEndingEach(step, life);
	expectDueTime(step);
	expectRotation(step);
	expectRulesKept(step);
	expectEventsToTellAll(step, life);
	expectLawfulCertificates(step, life);
	expectLawfulKeys(step);
}

function expectSteadyIdentity({ before, state, events, now }: Step): void {
	const { clientId, customerId, domainId, createdAt, createdBy, revision, requestDigest } = before;
	expect(state).toMatchObject({ clientId, customerId, domainId, createdAt, createdBy, revision, requestDigest });
	const { nextDueAt: _, updatedAt, ...seen } = state;
	const { nextDueAt: __, updatedAt: updatedBefore, ...seenBefore } = before;
	// A secret may come and go in one decision: that is seen in the events only.
	const nothing = JSON.stringify(seen) === JSON.stringify(seenBefore) && (state === before || events.length === 0);
	expect(updatedAt).toBe(nothing ? updatedBefore : now);
	if (state.status !== 'removed') {
		expect(state).toMatchObject({ slot: before.slot, removedAt: null });
		return;
	}
	const tombstone = {
		slot: tombstoneSlot(clientId),
		secrets: [],
		certificates: [],
		endedSecrets: [],
		revokedCredentials: [],
		removedAt: now,
		nextDueAt: null,
	};
	expect(state).toMatchObject(tombstone);
}

/** The epoch goes up exactly where every token must die; the feed hears of that, and of what tokens lose or gain. */
function expectEpochToCount({ before, command, state, events, now }: Step): void {
	const killing = ['client_application.disabled', 'client_application.removed'];
	const kills = events.filter(({ type }) => killing.includes(type)).length;
	const revokesAll = command.type === 'revoke_all';
	const revokesTokens = command.type === 'invalidate_tokens';
	expect(state.tokenEpoch).toBe(before.tokenEpoch + kills + (revokesAll || revokesTokens ? 1 : 0));
	if (revokesTokens) expect(events).toContainEqual({ type: 'client_application.tokens_revoked', data: {} });
	if (revokesAll) expect([...state.secrets, ...state.certificates]).toEqual([]);
	expect(kills > 0).toBe(state.status !== before.status && state.status !== 'enabled');
	const known = before.revokedCredentials.map(({ credentialId }) => credentialId);
	const revokes =
		revokedIds(events).length > 0 || state.revokedCredentials.some(({ credentialId }) => !known.includes(credentialId));
	const regrants = JSON.stringify(before.privileges) !== JSON.stringify(state.privileges);
	expect(state.invalidatedAt).toBe(
		kills > 0 || revokesAll || revokesTokens || revokes || regrants ? now : before.invalidatedAt,
	);
}

/** What is in the list works, and never ended before. */
function expectWorkingSecrets({ command, state, now }: Step, life: Life): void {
	expect(state.secrets.filter((secret) => !secretWorks(secret, now))).toEqual([]);
	expect(ids(state.secrets).filter((secretId) => life.endings.has(secretId))).toEqual([]);
	expect(new Set(ids(state.secrets)).size).toBe(state.secrets.length);
	if (command.type === 'shred_sealed') expect(state.secrets.filter(({ sealed }) => sealed !== null)).toEqual([]);
}

/** Whatever was revoked is remembered for exactly as long as its tokens can live. */
function expectRevocationsRemembered({ before, state, events, now }: Step): void {
	if (state.status === 'removed') return;
	const fresh = ({ revokedAt }: { readonly revokedAt: number }): boolean => now <= revokedAt + RULES.revocationMemoryMs;
	expect(state.revokedCredentials).toEqual(expect.arrayContaining(before.revokedCredentials.filter(fresh)));
	const remembered = state.revokedCredentials.map(({ credentialId }) => credentialId);
	expect(remembered).toEqual(expect.arrayContaining(revokedIds(events)));
	expect(new Set(remembered).size).toBe(remembered.length);
	expect(state.revokedCredentials.filter((revoked) => !fresh(revoked))).toEqual([]);
}

/**
 * What has ended is known again for as long as anything of it may live, and no longer; of its tokens, a leak spares
 * none.
 */
function expectEndedRemembered({ before, command, state, now }: Step): void {
	if (state.status === 'removed') return;
	const working = ids(state.secrets);
	const gone = before.secrets.filter(({ secretId }) => !working.includes(secretId));
	const remembered = state.endedSecrets.map(({ secretId }) => secretId);
	const handedOn = (secretId: string): boolean =>
		[...state.secrets, ...state.certificates].some(({ ancestors }) => ancestors.includes(secretId));
	const fresh = (endedAt: number): boolean => now <= endedAt + RULES.revocationMemoryMs;
	for (const secret of gone) {
		if (fresh(Math.min(now, end(secret))) || handedOn(secret.secretId)) expect(remembered).toContain(secret.secretId);
	}
	for (const { secretId, endedAt, ancestors, ...rest } of state.endedSecrets) {
		expect(working).not.toContain(secretId);
		expect(fresh(endedAt) || handedOn(secretId)).toBe(true);
		if (!fresh(endedAt)) expect(ancestors).toEqual([]);
		expect(Object.keys(rest).sort()).toEqual(['digest', 'fingerprint', 'leakedAt']);
	}
	expect(new Set(remembered).size).toBe(remembered.length);
	if (command.type !== 'report_leak' || !command.revoke) return;
	const { secretId } = command;
	const known = [...before.secrets, ...before.endedSecrets.filter(({ endedAt }) => fresh(endedAt))];
	if (!known.some((secret) => secret.secretId === secretId)) return;
	const revoked = state.revokedCredentials.map(({ credentialId }) => credentialId);
	for (const secret of known) {
		if (secret.secretId !== secretId && !secret.ancestors.includes(secretId)) continue;
		expect(working).not.toContain(secret.secretId);
		expect(revoked).toContain(secret.secretId);
	}
}

/**
 * No decision gives a secret a longer life, or another content; but for an overlap that the rules extend, or a cancel.
 */
function expectNoLongerLives({ before, command, state, now }: Step): void {
	for (const secret of state.secrets) {
		const { overlapEndsAt, sealed, expiresAt, adoptedAt, expiryNoticeMs, ancestors, leakedAt, ...rest } = secret;
		const earlier = before.secrets.find(({ secretId }) => secretId === rest.secretId);
		if (earlier === undefined) {
			expect(['add_secret', 'take_up', 'advance']).toContain(command.type);
			expect({ overlapEndsAt, createdAt: rest.createdAt }).toEqual({ overlapEndsAt: null, createdAt: now });
			continue;
		}
		expect(earlier).toMatchObject(rest);
		expect([earlier.sealed, null]).toContain(sealed);
		expect(ancestors).toEqual(expect.arrayContaining([...earlier.ancestors]));
		expect([earlier.adoptedAt ?? adoptedAt]).toEqual([adoptedAt]);
		expect(expiresAt ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(earlier.expiresAt ?? Number.POSITIVE_INFINITY);
		expect([earlier.leakedAt ?? leakedAt]).toEqual([leakedAt]);
		if (command.type !== 'advance') expect(expiresAt).toBe(earlier.expiresAt);
		if (expiryNoticeMs !== null) expect(expiryNoticeMs).toBeLessThanOrEqual(earlier.expiryNoticeMs ?? expiryNoticeMs);
		expect(overlapEndsAt ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(latestOverlap(earlier, before, command));
	}
}

/** However often it is reported; and where it is to be revoked, it is. */
function expectLeaksToldOnce({ before, command, state, events, now }: Step): void {
	const told = events.flatMap(({ type, data }) => (type === 'client_secret.leaked' ? [data] : []));
	if (command.type !== 'report_leak') {
		expect(told).toEqual([]);
		return;
	}
	const { secretId, place, revoke } = command;
	const earlier = [...before.secrets, ...before.endedSecrets].find((secret) => secret.secretId === secretId);
	expect(told).toEqual(earlier?.leakedAt === null ? [{ secretId, ...place, revoked: revoke }] : []);
	const left = state.secrets.find((secret) => secret.secretId === secretId);
	if (revoke) expect(left).toBeUndefined();
	else if (left !== undefined) expect(left.leakedAt).toBe(earlier?.leakedAt ?? now);
}

function latestOverlap(earlier: ClientSecret, { lifecycle }: ClientApplication, command: ApplicationCommand): number {
	const { rotation } = lifecycle;
	if (command.type === 'cancel_rotation' && rotation?.replaces.includes(earlier.secretId) === true) {
		return Number.POSITIVE_INFINITY;
	}
	const extending = command.type === 'advance' && command.facts.rules.extendStalled && rotation?.byEvidence === true;
	const extended = extending && rotation !== null ? rotation.startedAt + command.facts.rules.maxOverlapMs : 0;
	return Math.max(earlier.overlapEndsAt ?? Number.POSITIVE_INFINITY, extended);
}

/** Whatever leaves the list is said to have ended, once and as what; nothing else is. */
function expectOneEndingEach({ before, command, state, events, now }: Step, life: Life): void {
	const ended = events.flatMap((event) => (isEnding(event) && event.data.secretId !== null ? [event] : []));
	const working = [...ids(before.secrets), ...addedIds(events)];
	const endedIds = ended.map(({ data }) => String(data.secretId)).filter((secretId) => working.includes(secretId));
	for (const { type, data } of ended) {
		const secretId = String(data.secretId);
		if (!working.includes(secretId)) continue;
		expect(life.endings.get(secretId)).toBeUndefined();
		life.endings.set(secretId, type);
		if (type === 'client_secret.revoked')
			expect(['revoke_secret', 'revoke_certificate', 'revoke_all', 'report_leak']).toContain(command.type);
		if (type !== 'client_secret.expired') continue;
		const secret = before.secrets.find((candidate) => candidate.secretId === secretId);
		const added = 'secret' in command ? command.secret.expiresAt : null;
		expect(secret === undefined ? added : secret.expiresAt).toBeLessThanOrEqual(now);
	}
	if (command.type === 'revoke_secret' && ids(before.secrets).includes(command.secretId)) {
		expect(life.endings.get(command.secretId)).toBe('client_secret.revoked');
	}
	const gone = working.filter((secretId) => !ids(state.secrets).includes(secretId));
	if (state.status !== 'removed') expect([...endedIds].sort()).toEqual(gone.sort());
	for (const secretId of gone) life.endings.set(secretId, life.endings.get(secretId) ?? 'client_application.removed');
}

/** Nothing that ends is ever forgotten by the sweep; and what moved is looked at once. */
function expectDueTime({ before, command, state, now }: Step): void {
	if (state.status === 'removed') return;
	const dueAt = state.nextDueAt ?? Number.POSITIVE_INFINITY;
	if (command.type === 'advance') {
		expect(dueAt).toBeGreaterThan(now);
		expect(dueAt).toBeLessThanOrEqual(
			Math.max(now + 1000, Math.min(...state.secrets.map(end), ...state.certificates.map(certificateEndsAt))),
		);
		return;
	}
	const moved =
		state.secrets !== before.secrets || state.certificates !== before.certificates || state.status !== before.status;
	if (moved) expect(dueAt).toBeLessThanOrEqual(now);
}

/** A rotation has something to replace, and once it has begun something to replace it by. */
function expectRotation({ before, command, state, events, now }: Step): void {
	const { rotation } = state.lifecycle;
	if (rotation !== null && rotation.secretId !== null) {
		expect(ids(state.secrets)).toContain(rotation.secretId);
		expect(state.secrets.filter(({ overlapEndsAt }) => overlapEndsAt !== null)).not.toEqual([]);
		for (const { overlapEndsAt } of state.secrets) expect(overlapEndsAt ?? 0).toBeLessThanOrEqual(rotation.deadlineAt);
	}
	if (command.type !== 'advance') return;
	// No secret dies while its successor is unadopted before the deadline, nor while anybody still uses it.
	const { rules, usages, usageKnownUntil } = command.facts;
	for (const { secretId, overlapEndsAt } of before.secrets) {
		const early = overlapEndsAt !== null && overlapEndsAt > now;
		const rotated = events.some(
			({ type, data }) => type === 'client_secret.rotated' && 'secretId' in data && data.secretId === secretId,
		);
		if (!early || !rotated) continue;
		const successor = before.secrets.find((candidate) => candidate.secretId === before.lifecycle.rotation?.secretId);
		const adopted =
			successor?.adoptedAt ?? usages.find((usage) => usage.credentialId === successor?.secretId)?.firstUsedAt;
		expect(adopted).toBeDefined();
		const lastUsedAt = usages.find((usage) => usage.credentialId === secretId)?.lastUsedAt ?? 0;
		expect(lastUsedAt + rules.quietMs).toBeLessThanOrEqual(Math.min(now, usageKnownUntil));
	}
}

/**
 * No secret outlives the longest lifetime but by a notice; and the rules, applied at once again, find nothing to do.
 */
function expectRulesKept({ command, state, now }: Step): void {
	if (command.type !== 'advance') return;
	const { maxLifetimeMs, noticesMs } = command.facts.rules;
	if (maxLifetimeMs !== null) {
		const grace = now + (noticesMs[0] ?? 7 * 86_400_000);
		for (const { expiresAt, createdAt } of state.secrets) {
			expect(expiresAt ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(Math.max(createdAt + maxLifetimeMs, grace));
		}
	}
	const { secret: _, ...facts } = command.facts;
	const repeated = decide(state, { type: 'advance', facts }, now, RULES);
	expect(repeated.events).toEqual([]);
	expect({ ...repeated.state, updatedAt: 0, nextDueAt: 0 }).toEqual({ ...state, updatedAt: 0, nextDueAt: 0 });
}

/** Who reads the events and nothing else knows the application as it is, and none of its secrets. */
function expectEventsToTellAll({ state, events }: Step, life: Life): void {
	for (const secretId of addedIds(events)) expect(life.added).not.toContain(secretId);
	for (const event of events) replay(life.replayed, event);
	const { name, description, ownerId, privileges, status } = state;
	const { heldByManager } = state.lifecycle;
	expect(life.replayed).toMatchObject({ name, description, ownerId, privileges, status, heldByManager });
	if (status !== 'removed') {
		const publicKeys = state.publicKeys.map(({ kid, thumbprint }) => ({ kid, thumbprint }));
		expect(life.replayed).toMatchObject({ publicKeys, jwksUri: state.keySet?.uri ?? null });
	}
	const overlaps = state.secrets.map(({ secretId, overlapEndsAt }) => [secretId, overlapEndsAt]);
	expect([...life.replayed.overlaps]).toEqual(overlaps);
	// As the samples name them.
	expect(JSON.stringify(events)).not.toMatch(/digest-of|fingerprint-of|sealed-of|hint|pem-of/);
}

type EndingEvent = Extract<DecidedEvent, { readonly data: { readonly secretId: string | null } }>;

function revokedIds(events: readonly DecidedEvent[]): string[] {
	return events.flatMap(({ type, data }) => {
		if (type === 'client_certificate.revoked') return [data.certificateId];
		const revokes = type === 'client_secret.revoked' || type === 'client_secret.rotation_cancelled';
		return revokes && 'secretId' in data && typeof data.secretId === 'string' ? [data.secretId] : [];
	});
}

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
