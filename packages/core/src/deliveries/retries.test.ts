import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import { runs } from '../../test/soak.ts';
import { MAX_RETRY_AFTER_MS, MAX_TRIES, retryAfterMs, retryDelay } from './retries.ts';

const NOW = Date.UTC(2026, 0, 1);
const NONE = { bytes: (length: number) => new Uint8Array(length) };
const MOST = { bytes: (length: number) => new Uint8Array(length).fill(0xff) };

describe('the delay before another try', () => {
	it('is 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, and a fifth more at most', () => {
		const seconds = [5, 300, 1800, 7200, 18_000, 36_000, 36_000];
		const tries = seconds.map((_delay, index) => index + 1);
		expect(tries.map((count) => retryDelay(count, 0, NONE))).toEqual(seconds.map((delay) => delay * 1000));
		expect(tries.map((count) => retryDelay(count, 0, MOST))).toEqual(seconds.map((delay) => delay * 1200));
	});

	it('is there for seven of eight tries', () => {
		expect(MAX_TRIES).toBe(8);
		expect(retryDelay(MAX_TRIES - 1, 0, NONE)).toBeDefined();
		for (const tries of [MAX_TRIES, MAX_TRIES + 1, 100]) expect(retryDelay(tries, 60_000, NONE)).toBeUndefined();
	});

	it('is never shorter than a receiver asked for, within a day, nor than it would be anyway', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 7 }), fc.nat({ max: 3 * MAX_RETRY_AFTER_MS }), fc.nat(), (...given) => {
				const [tries, asked, seed] = given;
				const delay = retryDelay(tries, asked, seededRandom(seed)) ?? 0;
				expect(delay).toBeGreaterThanOrEqual(Math.min(asked, MAX_RETRY_AFTER_MS));
				expect(delay).toBeGreaterThanOrEqual(retryDelay(tries, 0, NONE) ?? 0);
				expect(delay).toBeLessThanOrEqual(Math.max(asked, retryDelay(tries, 0, MOST) ?? 0));
				expect(delay).toBeLessThanOrEqual(MAX_RETRY_AFTER_MS);
			}),
			runs(500),
		);
	}, 60_000);
});

describe('Retry-After', () => {
	it('is heard in seconds and in all three forms of a date', () => {
		expect(retryAfterMs('120', NOW)).toBe(120_000);
		expect(retryAfterMs(' 0 ', NOW)).toBe(0);
		for (const date of [
			'Thu, 01 Jan 2026 00:02:00 GMT',
			'Thursday, 01-Jan-26 00:02:00 GMT',
			'Thu Jan  1 00:02:00 2026',
		]) {
			expect(retryAfterMs(date, NOW), date).toBe(120_000);
		}
	});

	it('asks for nothing where it is past, absent or nothing that is known', () => {
		for (const value of [
			undefined,
			'',
			'-5',
			'1.5',
			'1e3',
			'0x10',
			'99999999999',
			'soon',
			'Wed, 31 Dec 2025 23:59:59 GMT',
			'Thu, 99 Foo 2026 00:00:00 GMT',
			'2027-01-01',
			'120, 240',
		]) {
			expect(retryAfterMs(value, NOW), value).toBe(0);
		}
	});

	it('never yields what is no number, whatever it says', () => {
		fc.assert(
			fc.property(fc.string(), (value) => {
				const asked = retryAfterMs(value, NOW);
				expect(Number.isFinite(asked) && asked >= 0).toBe(true);
			}),
			runs(500),
		);
	}, 60_000);
});
