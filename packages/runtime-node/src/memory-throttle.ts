import { createHmac, randomBytes } from 'node:crypto';
import type { AuthenticationThrottle } from '@latchkey/core';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { addressKey } from './address-key.ts';

export interface MemoryThrottleOptions {
	/** Failures of one client before its callers are told to wait; 20 where absent. */
	readonly failuresPerClient?: number;
	/** Failures from one address (one /64 in IPv6) before it is told to wait; 100 where absent. */
	readonly failuresPerAddress?: number;
	/** The span over which failures are counted, in seconds; 60 where absent. */
	readonly windowSeconds?: number;
}

/** Anyone can invent addresses: they share this many counters, so that memory is bounded whatever they invent. */
const BUCKETS = 65_536;

/**
 * Counts failed authentications in this process. Two that share a counter only ever share failures, never a lock-out.
 */
export function memoryThrottle(options: MemoryThrottleOptions = {}): AuthenticationThrottle {
	const { failuresPerClient = 20, failuresPerAddress = 100, windowSeconds: duration = 60 } = options;
	const byClient = new RateLimiterMemory({ points: failuresPerClient, duration });
	const byAddress = new RateLimiterMemory({ points: failuresPerAddress, duration });
	// A key of this process alone, so that nobody can work out whose counter they would share.
	const bucketKey = randomBytes(16);
	const bucket = (text: string): number =>
		createHmac('sha256', bucketKey).update(text).digest().readUInt32BE() % BUCKETS;

	async function count(limiter: RateLimiterMemory, text: string): Promise<number> {
		try {
			await limiter.consume(bucket(text));
			return 0;
		} catch (reached) {
			if (reached instanceof RateLimiterRes) return Math.max(1, reached.msBeforeNext);
			throw reached;
		}
	}

	return {
		async failed({ clientId, address }) {
			const from = address === undefined ? undefined : addressKey(address);
			const waits = await Promise.all([
				clientId === undefined ? 0 : count(byClient, clientId),
				from === undefined ? 0 : count(byAddress, from),
			]);
			return Math.max(...waits);
		},
	};
}
