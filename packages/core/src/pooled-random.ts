import { randomFillSync } from 'node:crypto';
import type { Random } from './ports.ts';

const POOL_BYTES = 4096;

/** node:crypto's chance, drawn by the pool: asking for a few bytes each time costs 20 times as much. */
export function pooledRandom(): Random {
	const pool = new Uint8Array(POOL_BYTES);
	let used = POOL_BYTES;
	return {
		bytes(length) {
			if (length > POOL_BYTES) return randomFillSync(new Uint8Array(length));
			if (used + length > POOL_BYTES) {
				randomFillSync(pool);
				used = 0;
			}
			const drawn = pool.slice(used, used + length);
			// What was handed out may be a key: it must not stay here as well.
			pool.fill(0, used, used + length);
			used += length;
			return drawn;
		},
	};
}
