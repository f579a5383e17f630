import { type Attempt, type Delivery, MAX_LOGGED_ATTEMPTS } from '../notifications/delivery.ts';
import type { DeliveryResult } from '../notifications/repositories.ts';
import type { OutboundAnswer, Random } from '../ports.ts';
import { retryAfterMs, retryDelay } from './retries.ts';

/** How one attempt ended. Times are milliseconds since the epoch. */
export interface AttemptOutcome {
	readonly startedAt: number;
	readonly endedAt: number;
	/** Null where there was none; then `error` says why. */
	readonly answer: OutboundAnswer | null;
	readonly error: string | null;
}

/**
 * - `delivered`: answered by a success.
 * - `gone`: answered that this endpoint wants no more.
 * - `failed`: anything else, a redirect too.
 */
export type Verdict = 'delivered' | 'failed' | 'gone';

export interface DecidedAttempt {
	readonly verdict: Verdict;
	readonly result: DeliveryResult;
}

const GONE = 410;

function verdictOf(answer: OutboundAnswer | null): Verdict {
	if (answer === null) return 'failed';
	if (answer.status >= 200 && answer.status < 300) return 'delivered';
	return answer.status === GONE ? 'gone' : 'failed';
}

/** What becomes of a delivery after an attempt. Pure, but for the jitter that it draws. */
export function decideAttempt(delivery: Delivery, outcome: AttemptOutcome, random: Random): DecidedAttempt {
	const verdict = verdictOf(outcome.answer);
	const tries = delivery.tries + 1;
	return {
		verdict,
		result: {
			deliveryId: delivery.deliveryId,
			expectedAttempts: delivery.attempts,
			tries,
			log: [...delivery.log, attemptOf(outcome, verdict)].slice(-MAX_LOGGED_ATTEMPTS),
			...nextOf(verdict, tries, outcome, random),
		},
	};
}

function nextOf(
	verdict: Verdict,
	tries: number,
	{ answer, endedAt }: AttemptOutcome,
	random: Random,
): Pick<DeliveryResult, 'status' | 'nextAttemptAt'> {
	if (verdict === 'delivered') return { status: 'delivered', nextAttemptAt: null };
	// Held with all others where the endpoint is disabled for it; where it is elsewhere by now, it is tried there.
	const gone = verdict === 'gone';
	const askedMs = gone ? 0 : retryAfterMs(answer?.headers['retry-after'], endedAt);
	const delay = retryDelay(gone ? 1 : tries, askedMs, random);
	return delay === undefined
		? { status: 'failed', nextAttemptAt: null }
		: { status: 'pending', nextAttemptAt: endedAt + delay };
}

function attemptOf({ startedAt, endedAt, answer, error }: AttemptOutcome, verdict: Verdict): Attempt {
	return {
		at: startedAt,
		// A clock can go back while a request is under way.
		durationMs: Math.max(0, endedAt - startedAt),
		status: answer?.status ?? null,
		error: verdict === 'delivered' ? null : (error ?? `it answered ${answer?.status}`),
		answerStart: answer?.bodyStart ?? '',
	};
}
