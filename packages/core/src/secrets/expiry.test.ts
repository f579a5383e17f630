import { describe, expect, it } from 'vitest';
import { clientSecret, NOW } from '../../test/samples.ts';
import { DEFAULT_RULES } from '../lifecycle/rules.ts';
import { secretEndsAt, secretWorks } from './client-secret.ts';
import { chosenExpiry, successorExpiry } from './expiry.ts';

const DAY = 86_400_000;

describe('chosenExpiry', () => {
	it.each([
		['never', null],
		['the next millisecond', NOW + 1],
		['a year', NOW + 365 * DAY],
		['ten years, leap days and all', Date.UTC(2036, 0, 1)],
		['the last instant', NOW + 3653 * DAY],
	])('takes %s', (_, expiresAt) => {
		expect(chosenExpiry(expiresAt, DEFAULT_RULES, NOW, 'expiresAt')).toBe(expiresAt);
	});

	it.each([
		['the past', NOW - 1],
		['this very instant', NOW],
		['the beginning of time', 0],
		['a moment before it', -1],
		['more than ten years', NOW + 3653 * DAY + 1],
		['seconds taken for milliseconds', Math.floor(NOW / 1000) + 3600],
		['microseconds taken for milliseconds', NOW * 1000],
	])('refuses %s, and names the member', (_, expiresAt) => {
		expect(() => chosenExpiry(expiresAt, DEFAULT_RULES, NOW, 'secretExpiresAt')).toThrow(
			expect.objectContaining({
				code: 'invalid_input',
				details: { issues: [expect.objectContaining({ path: ['secretExpiresAt'] })] },
			}),
		);
	});
});

describe('a longest lifetime', () => {
	const rules = { ...DEFAULT_RULES, maxLifetimeMs: 90 * DAY };

	it.each([undefined, null])('is what a secret gets for which %s is asked', (asked) => {
		expect(chosenExpiry(asked, rules, NOW, 'expiresAt')).toBe(NOW + 90 * DAY);
	});

	it('bounds what is asked for, to the millisecond', () => {
		expect(chosenExpiry(NOW + 90 * DAY, rules, NOW, 'expiresAt')).toBe(NOW + 90 * DAY);
		expect(() => chosenExpiry(NOW + 90 * DAY + 1, rules, NOW, 'expiresAt')).toThrow('by the rules of this domain');
	});

	it('bounds what a successor inherits', () => {
		const yearLong = clientSecret('first', { expiresAt: NOW + 365 * DAY });
		expect(successorExpiry([yearLong], DEFAULT_RULES, NOW + DAY)).toBe(NOW + 366 * DAY);
		expect(successorExpiry([yearLong], rules, NOW + DAY)).toBe(NOW + 91 * DAY);
		expect(successorExpiry([clientSecret('first')], rules, NOW)).toBe(NOW + 90 * DAY);
		expect(successorExpiry([clientSecret('first')], DEFAULT_RULES, NOW)).toBeNull();
	});
});

describe('the end of a secret', () => {
	it.each([
		['nothing ends it', null, null, null],
		['its expiry', NOW + 5, null, NOW + 5],
		['its overlap', null, NOW + 5, NOW + 5],
		['its expiry, where that comes first', NOW + 4, NOW + 5, NOW + 4],
		['its overlap, where that comes first', NOW + 5, NOW + 4, NOW + 4],
		['an instant of zero, which is an instant', 0, null, 0],
	])('is %s', (_, expiresAt, overlapEndsAt, end) => {
		const secret = clientSecret('one', { expiresAt, overlapEndsAt });
		expect(secretEndsAt(secret)).toBe(end);
		expect(secretWorks(secret, (end ?? Number.MAX_SAFE_INTEGER) - 1)).toBe(true);
		expect(secretWorks(secret, end ?? Number.MAX_SAFE_INTEGER)).toBe(end === null);
	});
});
