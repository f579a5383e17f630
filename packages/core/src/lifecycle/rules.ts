import { z } from 'zod';
import { DAY_MS } from '../durations.ts';
import type { InputIssue } from '../errors.ts';
import { invalidInput } from '../input.ts';

const TEN_YEARS_MS = 3653 * DAY_MS;
/** 90 days. */
export const MAX_OVERLAP_MS = 90 * DAY_MS;

const period = z.int().min(1000).max(TEN_YEARS_MS);
const overlap = z.int().min(1000).max(MAX_OVERLAP_MS);

/** What time does to the applications of a domain, and what a leak does. All periods are milliseconds. */
export const lifecycleRulesSchema = z.strictObject({
	/** No secret lives longer; null for no bound. */
	maxLifetimeMs: period.nullable(),
	/** The newest secret is rotated at this age; null for by hand only. */
	rotateEveryMs: period.nullable(),
	/** How long both secrets work in a rotation that does not say itself. */
	overlapMs: overlap,
	/** How far the overlap of a rotation that stalls may be extended, counted from its start. */
	maxOverlapMs: overlap,
	/** Ends an old secret before its overlap does, once the new one is in use and traffic has left the old one. */
	retireWhenQuiet: z.boolean(),
	/** How long an old secret must have been unused to count as left. */
	quietMs: period,
	/** Extends the overlap where the old secret is still in use at its end, up to `maxOverlapMs`. */
	extendStalled: z.boolean(),
	/** How long before an expiry, or before an idle application is disabled or removed, notice is given. */
	noticesMs: z.array(period).max(10).overwrite(longestFirst),
	/** An application that nobody used for so long is disabled; null for never. */
	idleDisableAfterMs: period.nullable(),
	/** One that nobody used for so long is removed; null for never. */
	idleRemoveAfterMs: period.nullable(),
	/** What becomes of a secret that a scanner found where it does not belong. Its owner is told either way. */
	onLeak: z.enum(['revoke', 'notify']),
});
export type LifecycleRules = z.output<typeof lifecycleRulesSchema>;

/** A week is long enough to reach the people who have to install a new secret. */
export const DEFAULT_RULES: LifecycleRules = {
	maxLifetimeMs: null,
	rotateEveryMs: null,
	overlapMs: 7 * DAY_MS,
	maxOverlapMs: 30 * DAY_MS,
	retireWhenQuiet: true,
	quietMs: DAY_MS,
	extendStalled: true,
	noticesMs: [30 * DAY_MS, 7 * DAY_MS, DAY_MS],
	idleDisableAfterMs: null,
	idleRemoveAfterMs: null,
	onLeak: 'revoke',
};

/** What no domain of the host may be laxer than. */
export interface PolicyFloor {
	/** Secrets of every domain are shown once. */
	readonly showOnce?: boolean;
	/** Milliseconds, as in `LifecycleRules`. */
	readonly maxLifetimeMs?: number;
	readonly rotateEveryMs?: number;
	readonly maxOverlapMs?: number;
	readonly idleDisableAfterMs?: number;
	readonly idleRemoveAfterMs?: number;
	/** Leaked secrets of every domain are revoked. */
	readonly onLeak?: 'revoke';
}

const BOUNDED = ['maxLifetimeMs', 'rotateEveryMs', 'maxOverlapMs', 'idleDisableAfterMs', 'idleRemoveAfterMs'] as const;

/** The rules as they count: nothing laxer than the floor, an overlap within its maximum, a quiet time that tells. */
export function effectiveRules(rules: LifecycleRules, floor: PolicyFloor, minQuietMs: number): LifecycleRules {
	const bounded = { ...rules };
	for (const name of BOUNDED) {
		const bound = floor[name];
		if (bound !== undefined) bounded[name] = Math.min(bounded[name] ?? bound, bound);
	}
	if (floor.onLeak !== undefined) bounded.onLeak = floor.onLeak;
	const { maxOverlapMs } = bounded;
	return {
		...bounded,
		overlapMs: Math.min(bounded.overlapMs, maxOverlapMs),
		quietMs: Math.max(bounded.quietMs, minQuietMs),
	};
}

/** Throws `invalid_input` where the rules contradict themselves or are laxer than the host allows. */
export function assertRules(rules: LifecycleRules, floor: PolicyFloor): void {
	const issues: InputIssue[] = BOUNDED.flatMap((name) => {
		const bound = floor[name];
		if (bound === undefined || (rules[name] ?? Number.POSITIVE_INFINITY) <= bound) return [];
		return [{ path: [name], message: `this platform allows at most ${bound / 1000} seconds` }];
	});
	if (floor.onLeak !== undefined && rules.onLeak !== floor.onLeak) {
		issues.push({ path: ['onLeak'], message: 'this platform revokes every leaked secret' });
	}
	if (rules.overlapMs > rules.maxOverlapMs) {
		issues.push({ path: ['overlapMs'], message: 'must not be longer than the longest overlap' });
	}
	if (rules.rotateEveryMs !== null && rules.rotateEveryMs <= rules.overlapMs) {
		issues.push({ path: ['rotateEveryMs'], message: 'must be longer than the overlap' });
	}
	if (issues.length > 0) throw invalidInput(issues);
}

function longestFirst(periods: readonly number[]): number[] {
	return [...new Set(periods)].sort((a, b) => b - a);
}
