import type { Clock } from '@latchkey/core';

/** A clock that stands still until it is told otherwise. Milliseconds since the epoch. */
export interface ManualClock extends Clock {
	/** Either way. */
	advance(ms: number): void;
	set(ms: number): void;
}

export function manualClock(startsAt = Date.UTC(2026, 0, 1)): ManualClock {
	let now = startsAt;
	return {
		now: () => now,
		advance(ms) {
			now += ms;
		},
		set(ms) {
			now = ms;
		},
	};
}
