import { DAY_MS } from '../durations.ts';
import { invalidInput } from '../input.ts';
import type { LifecycleRules } from '../lifecycle/rules.ts';
import { type ClientSecret, isSuperseded } from './client-secret.ts';

/** Ten years: beyond this, an expiry is a typing error. */
const MAX_SECRET_LIFETIME_MS = 3_653 * DAY_MS;

/**
 * The expiry that a new secret gets. It must lie ahead, not absurdly far, and within the longest lifetime of the
 * domain, which it is where none is asked for. Throws `invalid_input`, naming the member.
 */
export function chosenExpiry(
	asked: number | null | undefined,
	{ maxLifetimeMs }: LifecycleRules,
	now: number,
	member: string,
): number | null {
	const latest = maxLifetimeMs === null ? null : now + maxLifetimeMs;
	if (asked === null || asked === undefined) return latest;
	if (asked <= now) throw invalidInput([{ path: [member], message: 'must lie in the future' }]);
	if (asked > now + MAX_SECRET_LIFETIME_MS) {
		throw invalidInput([{ path: [member], message: 'must lie within ten years' }]);
	}
	if (latest !== null && asked > latest) {
		const bound = new Date(latest).toISOString();
		throw invalidInput([{ path: [member], message: `must not lie after ${bound}, by the rules of this domain` }]);
	}
	return asked;
}

/**
 * As long a life as the newest secret was given: a rotation must not turn one that was to expire into one that never
 * does.
 */
export function successorExpiry(
	secrets: readonly ClientSecret[],
	{ maxLifetimeMs }: LifecycleRules,
	now: number,
): number | null {
	const newest = secrets.findLast((secret) => !isSuperseded(secret)) ?? secrets.at(-1);
	const inherited = newest === undefined || newest.expiresAt === null ? null : newest.expiresAt - newest.createdAt;
	const lifetimes = [inherited, maxLifetimeMs].filter((lifetime) => lifetime !== null);
	return lifetimes.length === 0 ? null : now + Math.min(...lifetimes);
}
