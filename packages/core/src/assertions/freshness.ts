import { DAY_MS } from '../durations.ts';

const MIN_FRESH_MS = 60_000;
const DEFAULT_FRESH_MS = 600_000;
const MAX_FRESH_MS = DAY_MS;

/** For how long an answer is taken as it is, by its `Cache-Control` (RFC 9111 §5.2.2) within bounds; milliseconds. */
export function freshFor(cacheControl: string | undefined): number {
	const directives = (cacheControl ?? '')
		.toLowerCase()
		.split(',')
		.map((directive) => directive.trim());
	if (directives.includes('no-store') || directives.includes('no-cache')) return MIN_FRESH_MS;
	const [, seconds] = directives.flatMap((directive) => /^max-age="?(\d{1,10})"?$/.exec(directive) ?? []);
	if (seconds === undefined) return DEFAULT_FRESH_MS;
	return Math.min(Math.max(Number(seconds) * 1000, MIN_FRESH_MS), MAX_FRESH_MS);
}
