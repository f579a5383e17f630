import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../test/deep-freeze.ts';
import { delivery } from '../../test/deliveries.ts';
import { NOW } from '../../test/samples.ts';
import { seededRandom } from '../../test/seeded-random.ts';
import { runs } from '../../test/soak.ts';
import { type Delivery, MAX_LOGGED_ATTEMPTS } from '../notifications/delivery.ts';
import { type AttemptOutcome, decideAttempt } from './attempt.ts';
import { MAX_TRIES } from './retries.ts';

function answered(status: number, headers: Record<string, string> = {}, at = NOW): AttemptOutcome {
	return { startedAt: at, endedAt: at + 80, answer: { status, headers, bodyStart: 'body' }, error: null };
}

const unanswered: AttemptOutcome = { startedAt: NOW, endedAt: NOW + 15_000, answer: null, error: 'no answer in time' };
const decide = (of: Delivery, outcome: AttemptOutcome) => decideAttempt(of, outcome, seededRandom(1));

describe('an attempt', () => {
	it.each([200, 201, 202, 204, 299])('is a success by %d, and nothing is to come', (status) => {
		expect(decide(delivery(), answered(status))).toEqual({
			verdict: 'delivered',
			result: {
				deliveryId: delivery().deliveryId,
				expectedAttempts: 0,
				status: 'delivered',
				nextAttemptAt: null,
				tries: 1,
				log: [{ at: NOW, durationMs: 80, status, error: null, answerStart: 'body' }],
			},
		});
	});

	it.each([100, 199, 300, 301, 302, 304, 307, 308, 400, 401, 404, 409, 429, 500, 503])(
		'is a failure by %d, and another is to come',
		(status) => {
			const { verdict, result } = decide(delivery(), answered(status));
			expect([verdict, result.status, result.tries]).toEqual(['failed', 'pending', 1]);
			expect(result.nextAttemptAt).toBeGreaterThanOrEqual(NOW + 5080);
			expect(result.nextAttemptAt).toBeLessThanOrEqual(NOW + 6080);
			expect(result.log).toMatchObject([{ status, error: `it answered ${status}` }]);
		},
	);

	it('is a failure without an answer, and says why', () => {
		const { verdict, result } = decide(delivery(), unanswered);
		expect([verdict, result.status]).toEqual(['failed', 'pending']);
		expect(result.log).toEqual([
			{ at: NOW, durationMs: 15_000, status: null, error: 'no answer in time', answerStart: '' },
		]);
	});

	it('is never given up by 410, however often it was tried: it is held, or sent elsewhere', () => {
		const { verdict, result } = decide(delivery({ tries: MAX_TRIES - 1 }), answered(410, { 'retry-after': '3600' }));
		expect([verdict, result.status]).toEqual(['gone', 'pending']);
		expect(result.nextAttemptAt).toBeLessThanOrEqual(NOW + 6080);
	});

	it('comes back no earlier than the receiver asked, and no later than in a day', () => {
		expect(decide(delivery(), answered(429, { 'retry-after': '3600' })).result.nextAttemptAt).toBe(
			NOW + 80 + 3_600_000,
		);
		const never = decide(delivery(), answered(503, { 'retry-after': 'Fri, 31 Dec 2099 00:00:00 GMT' }));
		expect(never.result.nextAttemptAt).toBe(NOW + 80 + 86_400_000);
	});

	it('fails for good at the eighth failure', () => {
		const last = decide(delivery({ tries: MAX_TRIES - 1, attempts: 11 }), answered(500, { 'retry-after': '60' }));
		expect(last.result).toMatchObject({ status: 'failed', nextAttemptAt: null, tries: 8, expectedAttempts: 11 });
	});

	it('leaves no time below zero in the log when the clock went back', () => {
		const { result } = decide(delivery(), { ...unanswered, endedAt: NOW - 60_000 });
		expect(result.log[0]?.durationMs).toBe(0);
	});
});

const outcomes = fc.oneof(
	fc.constantFrom(200, 301, 410, 429, 500).map((status) => answered(status)),
	fc.nat({ max: 200_000 }).map((seconds) => answered(429, { 'retry-after': String(seconds) })),
	fc.constant(unanswered),
);

it('a delivery, whatever is answered, is tried eight times at most, ends, and logs the last attempts in order', () => {
	fc.assert(
		fc.property(fc.array(outcomes, { minLength: 8, maxLength: 40 }), fc.nat(), (all, seed) => {
			const random = seededRandom(seed);
			let now = NOW;
			let current = deepFreeze(delivery());
			let attempts = 0;
			for (const outcome of all) {
				if (current.status !== 'pending') {
					expect(current.nextAttemptAt).toBeNull();
					// As a replay makes it.
					current = deepFreeze({ ...current, status: 'pending', nextAttemptAt: 0, tries: 0 });
				}
				now = Math.max(now, current.nextAttemptAt ?? 0);
				const { verdict, result } = decideAttempt(current, { ...outcome, startedAt: now, endedAt: now + 10 }, random);
				const { deliveryId, expectedAttempts, ...fields } = result;
				expect([deliveryId, expectedAttempts]).toEqual([current.deliveryId, attempts]);
				attempts += 1;
				current = deepFreeze({ ...current, ...fields, attempts });
				if (verdict === 'gone') {
					expect(current.status).toBe('pending');
					// With its endpoint.
					current = deepFreeze({ ...current, status: 'held', nextAttemptAt: null });
				}
				expect(current.tries).toBeLessThanOrEqual(MAX_TRIES);
				expect(current.status === 'delivered').toBe(verdict === 'delivered');
				expect(current.status === 'pending').toBe(current.nextAttemptAt !== null);
				if (current.status === 'failed') expect(current.tries).toBe(MAX_TRIES);
				if (current.nextAttemptAt !== null) expect(current.nextAttemptAt).toBeGreaterThan(now + 5000);
				expect(current.log).toHaveLength(Math.min(attempts, MAX_LOGGED_ATTEMPTS));
				expect(current.log.at(-1)).toMatchObject({ at: now, status: outcome.answer?.status ?? null });
			}
		}),
		runs(100),
	);
}, 60_000);
