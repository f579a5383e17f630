import { hash } from 'node:crypto';
import { DAY_MS } from '../durations.ts';
import { type CheckedTokenSettings, MAX_LIFETIME_SECONDS, type SigningAlgorithm } from './settings.ts';

/** What the schedule looks at. */
export interface ScheduledKey {
	readonly keyId: string;
	readonly algorithm: string;
	readonly createdAt: number;
	readonly activatesAt: number;
}

export interface KeyScheduleTerms {
	/** What new keys are made for. */
	readonly algorithm: SigningAlgorithm;
	/** How long a key signs before the next one does. Milliseconds. */
	readonly rotateEveryMs: number;
}

export interface ScheduledStep {
	/** To be made and published now; undefined where it is not time. */
	readonly create: { readonly keyId: string; readonly activatesAt: number } | undefined;
	/** Nothing that they signed can be alive any more. */
	readonly remove: readonly string[];
}

/** A day: longer than anybody should keep a copy of the published keys. */
export const PUBLISHED_AHEAD_MS = DAY_MS;
/** Twice the longest life of a token: a clock that is a day ahead must not take a key from tokens that are alive. */
const KEPT_AFTER_MS = 2 * MAX_LIFETIME_SECONDS * 1000;

export function keyTermsOf({ algorithm, rotateKeysEveryDays }: CheckedTokenSettings): KeyScheduleTerms {
	return { algorithm, rotateEveryMs: rotateKeysEveryDays * DAY_MS };
}

/** What is due of a host's signing keys; the same for every process that looks at the same keys. */
export function scheduledStep(keys: readonly ScheduledKey[], terms: KeyScheduleTerms, now: number): ScheduledStep {
	const wanted = keys.filter(({ algorithm }) => algorithm === terms.algorithm).sort(byActivation);
	const newest = wanted.at(-1);
	return {
		create: newest === undefined ? firstOf(keys, terms, now) : successorOf(newest, terms, now),
		remove: keys.filter((key) => isOver(key, wanted, now)).map(({ keyId }) => keyId),
	};
}

/** Which key signs: the last that is active, of the algorithm that is wanted as soon as there is one. */
export function signingKey<Key extends ScheduledKey>(
	keys: readonly Key[],
	algorithm: SigningAlgorithm,
	now: number,
): Key | undefined {
	const sorted = [...keys].sort(byActivation);
	const active = sorted.filter(({ activatesAt }) => activatesAt <= now);
	// The clock may have jumped to before the first key was made: it signs all the same.
	return active.findLast((key) => key.algorithm === algorithm) ?? active.at(-1) ?? sorted[0];
}

/** The very first key has nothing to be published ahead of; the first of another algorithm has. */
function firstOf(keys: readonly ScheduledKey[], { algorithm }: KeyScheduleTerms, now: number): ScheduledStep['create'] {
	const ahead = keys.length === 0 ? 0 : PUBLISHED_AHEAD_MS;
	return { keyId: derivedId(algorithm, keys.map(({ keyId }) => keyId).join()), activatesAt: now + ahead };
}

function successorOf(newest: ScheduledKey, terms: KeyScheduleTerms, now: number): ScheduledStep['create'] {
	const dueAt = newest.activatesAt + terms.rotateEveryMs;
	if (now < dueAt - PUBLISHED_AHEAD_MS) return undefined;
	const activatesAt = Math.max(dueAt, now + PUBLISHED_AHEAD_MS);
	return { keyId: derivedId(terms.algorithm, newest.keyId), activatesAt };
}

/** The same in every process, so that of several that make a key at the same time one does. */
function derivedId(algorithm: string, after: string): string {
	return hash('sha256', `${algorithm} after ${after}`, 'base64url');
}

/** Another one has signed for so long that every token of this one has expired. */
function isOver(key: ScheduledKey, wanted: readonly ScheduledKey[], now: number): boolean {
	return wanted.some(
		(next) => next.keyId !== key.keyId && next.activatesAt > key.activatesAt && next.activatesAt + KEPT_AFTER_MS < now,
	);
}

function byActivation(a: ScheduledKey, b: ScheduledKey): number {
	return a.activatesAt - b.activatesAt || a.createdAt - b.createdAt || (a.keyId < b.keyId ? -1 : 1);
}
