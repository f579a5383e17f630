import { DAY_MS } from '../durations.ts';
import { invalidInput } from '../input.ts';
import type { LifecycleRules } from '../lifecycle/rules.ts';
import type { ClientCertificate } from './client-certificate.ts';

const DEFAULT_MS = 365 * DAY_MS;

/**
 * When a new certificate ends: after what is asked for, or as long a life as the newest one was given, or else a year;
 * never beyond the longest lifetime of the domain. Throws `invalid_input`.
 */
export function certificateExpiry(
	asked: number | undefined,
	certificates: readonly ClientCertificate[],
	{ maxLifetimeMs }: LifecycleRules,
	now: number,
): number {
	const longest = maxLifetimeMs ?? Number.POSITIVE_INFINITY;
	if (asked !== undefined && asked > longest) {
		const days = Math.floor(longest / DAY_MS);
		throw invalidInput([
			{ path: ['validityMs'], message: `must be at most ${days} days, by the rules of this domain` },
		]);
	}
	return now + Math.min(asked ?? inherited(certificates) ?? DEFAULT_MS, longest);
}

/** Of one that was registered, its maker chose. */
function inherited(certificates: readonly ClientCertificate[]): number | undefined {
	const newest = certificates.findLast(({ origin }) => origin !== 'registered');
	return newest === undefined ? undefined : newest.notAfter - newest.createdAt;
}
