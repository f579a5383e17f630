import { createHash } from 'node:crypto';
import { canonicalJson } from '@latchkey/core';

const MODULUS = 1n << 256n;

/** What a set of records comes to, in whatever order they are read. */
export interface RecordDigest {
	/** Gives back what the record alone comes to. */
	add(record: unknown): string;
	readonly count: number;
	/** 64 hexadecimal digits. */
	hex(): string;
}

/**
 * The sum of the SHA-256 of each record, modulo 2^256: a sum has no order, and unlike an exclusive or it does not take
 * two of the same for none. It finds accidents; it is no proof against somebody who makes up records for it.
 */
export function recordDigest(): RecordDigest {
	let sum = 0n;
	let count = 0;
	return {
		add(record) {
			const hash = createHash('sha256').update(canonicalJson(record)).digest('hex');
			sum = (sum + BigInt(`0x${hash}`)) % MODULUS;
			count += 1;
			return hash;
		},
		get count() {
			return count;
		},
		hex: () => sum.toString(16).padStart(64, '0'),
	};
}
