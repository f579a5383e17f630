import { expect, it } from 'vitest';
import { FIRST_PACE, type Pace, type PacedAttempt, paceAfter, paceMemory, SLOW_PACE } from './pace.ts';

const quick = (verdict: PacedAttempt['verdict']): PacedAttempt => ({ verdict, answered: true, durationMs: 20 });
const after = (pace: Pace, times: number): Pace =>
	Array.from({ length: times }).reduce<Pace>((before) => paceAfter(before, quick('delivered')), pace);

it('grows by success up to a bound, and shrinks by half by failure, to one and no less', () => {
	expect(after(FIRST_PACE, 3)).toEqual({ window: 4, slow: false });
	expect(after(FIRST_PACE, 1000)).toEqual({ window: 32, slow: false });
	expect(paceAfter({ window: 32, slow: false }, quick('failed'))).toEqual({ window: 16, slow: false });
	expect(paceAfter(FIRST_PACE, quick('failed'))).toEqual(FIRST_PACE);
});

it('is one at a time, among the slow, from one slow answer to the next quick one', () => {
	for (const verdict of ['delivered', 'failed', 'gone'] as const) {
		const attempt = { verdict, answered: true, durationMs: 5001 };
		expect(paceAfter({ window: 32, slow: false }, attempt)).toEqual(SLOW_PACE);
		expect(paceAfter(SLOW_PACE, { ...attempt, durationMs: 5000 }).slow).toBe(false);
	}
});

it('is so sooner where there was no answer, but not where nobody was there', () => {
	const silence = { verdict: 'failed', answered: false, durationMs: 1001 } as const;
	expect(paceAfter({ window: 32, slow: false }, silence)).toEqual(SLOW_PACE);
	expect(paceAfter({ window: 32, slow: false }, { ...silence, durationMs: 1000 })).toEqual({ window: 16, slow: false });
});

it('is remembered for the endpoints that were sent to last', () => {
	const memory = paceMemory();
	memory.set('ep_first', SLOW_PACE);
	memory.set('ep_kept', SLOW_PACE);
	for (let count = 0; count < 9999; count++) {
		if (count === 9000) memory.set('ep_kept', SLOW_PACE);
		memory.set(`ep_${count}`, FIRST_PACE);
	}
	expect(memory.get('ep_first')).toBeUndefined();
	expect(memory.get('ep_kept')).toBe(SLOW_PACE);
	expect(memory.get('ep_9998')).toBe(FIRST_PACE);
});
