import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NOW } from '../../test/samples.ts';
import { runs } from '../../test/soak.ts';
import type { Verdict } from './attempt.ts';
import { type EndpointHealth, FAILING_LIMIT_MS, healthAfter } from './health.ts';

const WELL: EndpointHealth = { failingSince: null, disable: null };

it('has been failing since the first of nothing but failures, and is well by one success', () => {
	const once = healthAfter(WELL, 'failed', NOW);
	expect(once).toEqual({ failingSince: NOW, disable: null });
	const twice = healthAfter(once, 'failed', NOW + 1000);
	expect(twice).toEqual(once);
	expect(healthAfter(twice, 'delivered', NOW + 2000)).toEqual(WELL);
	expect(healthAfter(WELL, 'delivered', NOW)).toBe(WELL);
});

it('is given up after five days of nothing but failures, at the next of them', () => {
	const failing = healthAfter(WELL, 'failed', NOW);
	expect(healthAfter(failing, 'failed', NOW + FAILING_LIMIT_MS - 1).disable).toBeNull();
	expect(healthAfter(failing, 'failed', NOW + FAILING_LIMIT_MS)).toEqual({ failingSince: NOW, disable: 'failing' });
	expect(healthAfter(failing, 'delivered', NOW + FAILING_LIMIT_MS)).toEqual(WELL);
});

it('is given up at once where it wants no more', () => {
	expect(healthAfter(WELL, 'gone', NOW)).toEqual({ failingSince: NOW, disable: 'gone' });
	const failing = healthAfter(WELL, 'failed', NOW);
	expect(healthAfter(failing, 'gone', NOW + 5)).toEqual({ failingSince: NOW, disable: 'gone' });
});

it('by any attempts: failing exactly since the last success, given up for a reason, and then for good', () => {
	const verdicts = fc.constantFrom<Verdict>('delivered', 'failed', 'gone');
	fc.assert(
		fc.property(fc.array(fc.tuple(verdicts, fc.nat({ max: 2 * 86_400_000 })), { maxLength: 30 }), (attempts) => {
			let now = NOW;
			let health = WELL;
			let firstFailure: number | null = null;
			for (const [verdict, later] of attempts) {
				now += later;
				const before = health;
				health = healthAfter(before, verdict, now);
				if (before.disable !== null) {
					expect(health).toBe(before);
					continue;
				}
				firstFailure = verdict === 'delivered' ? null : (firstFailure ?? now);
				expect(health.failingSince).toBe(firstFailure);
				expect(health.disable === 'gone').toBe(verdict === 'gone');
				expect(health.disable === 'failing').toBe(
					verdict === 'failed' && now - (firstFailure ?? now) >= FAILING_LIMIT_MS,
				);
			}
		}),
		runs(200),
	);
}, 60_000);
