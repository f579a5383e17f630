import type { Random } from '../ports.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * After the first try, the second, and so on; milliseconds. After the last one there is one more try, and then no
 * other.
 */
const DELAYS_MS: readonly number[] = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];

/** How often a delivery is tried by itself. */
export const MAX_TRIES = DELAYS_MS.length + 1;

/** What failed together must not come back together: each waits up to this much longer. */
const JITTER = 0.2;
/** However long a receiver asks for. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR;

/** How long to wait after so many failed tries; undefined for no other try. */
export function retryDelay(tries: number, retryAfterMs: number, random: Random): number | undefined {
	const delay = DELAYS_MS[tries - 1];
	if (delay === undefined) return undefined;
	const jittered = Math.round(delay * (1 + JITTER * fraction(random)));
	return Math.max(jittered, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
}

/** From 0 up to 1, both reached. */
function fraction(random: Random): number {
	const [high = 0, low = 0] = random.bytes(2);
	return (high * 256 + low) / 0xffff;
}

const SECONDS = /^\d{1,10}$/;
const IMF_OR_RFC850 = /^[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;
/** Says nothing of its time zone, and means UTC. */
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * What `Retry-After` asks for (RFC 9110 §10.2.3), in milliseconds from now; 0 where it asks for nothing that is known.
 */
export function retryAfterMs(header: string | undefined, now: number): number {
	const value = header?.trim() ?? '';
	if (SECONDS.test(value)) return Number(value) * SECOND;
	const at = IMF_OR_RFC850.test(value)
		? Date.parse(value)
		: ASCTIME.test(value)
			? Date.parse(`${value} GMT`)
			: Number.NaN;
	return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
