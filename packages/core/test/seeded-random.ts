import { createHash } from 'node:crypto';
import type { Random } from '../src/ports.ts';

/** Chance that can be had again: SHA-256 over the seed and a counter. */
export function seededRandom(seed: string | number): Random {
	let count = 0;
	return {
		bytes(length) {
			const blocks: Buffer[] = [];
			for (let drawn = 0; drawn < length; drawn += 32) {
				blocks.push(createHash('sha256').update(`${seed}/${count++}`).digest());
			}
			return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
		},
	};
}
