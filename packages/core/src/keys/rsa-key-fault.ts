import type { KeyObject } from 'node:crypto';
import { isFactorable } from './factorable.ts';

const MIN_BITS = 2048;
const MAX_BITS = 4096;
const MIN_EXPONENT = 65_537n;

/** Why nobody is to be known by this RSA key; undefined where somebody may be. */
export function rsaKeyFault(key: KeyObject): string | undefined {
	const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
	if (modulusLength < MIN_BITS || modulusLength > MAX_BITS) return `must have ${MIN_BITS} to ${MAX_BITS} bits`;
	if (publicExponent < MIN_EXPONENT || publicExponent % 2n !== 1n) return 'e must be 65537 or more';
	return isFactorable(modulusOf(key)) ? 'was made by a chip whose keys can be factored (CVE-2017-15361)' : undefined;
}

function modulusOf(key: KeyObject): bigint {
	const { n = '' } = key.export({ format: 'jwk' });
	return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
}
