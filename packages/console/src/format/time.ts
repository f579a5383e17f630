const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A unit serves from where rounding to it hides little. */
const UNITS = [
	{ unit: 'year', ms: 365 * DAY_MS, from: 730 * DAY_MS },
	{ unit: 'month', ms: 30 * DAY_MS, from: 60 * DAY_MS },
	{ unit: 'day', ms: DAY_MS, from: 2 * DAY_MS },
	{ unit: 'hour', ms: HOUR_MS, from: 1.5 * HOUR_MS },
	{ unit: 'minute', ms: MINUTE_MS, from: MINUTE_MS / 2 },
] as const;

/** "3 days ago", "in 2 months"; undefined within half a minute. */
export function relativeTime(instant: string, now: number, locale: string): string | undefined {
	const distance = Date.parse(instant) - now;
	const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
	const fitting = UNITS.find(({ from }) => Math.abs(distance) >= from);
	return fitting && format.format(Math.round(distance / fitting.ms), fitting.unit);
}

/** To the second, with the zone. */
export function exactTime(instant: string, locale: string): string {
	return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' }).format(Date.parse(instant));
}
