import { describe, expect, it } from 'vitest';
import { exactTime, relativeTime } from './time.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const at = (ms: number): string | undefined => relativeTime(new Date(NOW + ms).toISOString(), NOW, 'en');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('times', () => {
	it.each([
		[10_000, undefined],
		[-10_000, undefined],
		[-40_000, '1 minute ago'],
		[-89 * 60_000, '89 minutes ago'],
		[-47 * HOUR_MS, '47 hours ago'],
		[9 * DAY_MS, 'in 9 days'],
		[59 * DAY_MS, 'in 59 days'],
		[90 * DAY_MS, 'in 3 months'],
		[-800 * DAY_MS, '2 years ago'],
	])('%i ms away are "%s"', (ms, text) => {
		expect(at(ms)).toBe(text);
	});

	it('are exact to the second, with the zone', () => {
		expect(exactTime('2026-11-24T12:00:07.000Z', 'en-GB')).toMatch(/:00:07\b.*\b[A-Z]{3}/);
	});
});
