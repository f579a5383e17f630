import type { Verdict } from './attempt.ts';

/** How fast an endpoint is sent to. */
export interface Pace {
	/** So many requests at a time, at most. */
	readonly window: number;
	/** It has made us wait, or may well do so. */
	readonly slow: boolean;
}

/** For one that nothing is known of. */
export const FIRST_PACE: Pace = { window: 1, slow: false };
/** Until it has shown how fast it answers, be it with a failure. */
export const SLOW_PACE: Pace = { window: 1, slow: true };

const MAX_WINDOW = 32;
/** From here on a request takes up room that others could use; one that was not even answered, sooner. */
const SLOW_MS = 5000;
const SLOW_SILENCE_MS = 1000;

/** What an attempt tells of the pace. */
export interface PacedAttempt {
	readonly verdict: Verdict;
	readonly answered: boolean;
	readonly durationMs: number;
}

/**
 * Grows by one with every success, so that it doubles with every round, and shrinks by half with every failure. Once it
 * has made us wait, it is one request at a time.
 */
export function paceAfter({ window }: Pace, { verdict, answered, durationMs }: PacedAttempt): Pace {
	if (durationMs > (answered ? SLOW_MS : SLOW_SILENCE_MS)) return SLOW_PACE;
	const next = verdict === 'delivered' ? Math.min(MAX_WINDOW, window + 1) : Math.max(1, Math.floor(window / 2));
	return { window: next, slow: false };
}

/**
 * What is known of endpoints from the last time that they were sent to; in this process, and no more than is useful.
 */
export interface PaceMemory {
	get(endpointId: string): Pace | undefined;
	set(endpointId: string, pace: Pace): void;
}

const MOST_REMEMBERED = 10_000;

export function paceMemory(): PaceMemory {
	const paces = new Map<string, Pace>();
	return {
		get: (endpointId) => paces.get(endpointId),
		set(endpointId, pace) {
			paces.delete(endpointId);
			paces.set(endpointId, pace);
			const [oldest] = paces.keys();
			if (paces.size > MOST_REMEMBERED && oldest !== undefined) paces.delete(oldest);
		},
	};
}
