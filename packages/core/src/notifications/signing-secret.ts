import type { Random } from '../ports.ts';

const KEY_BYTES = 32;

/** `whsec_` and base64 of the key (Standard Webhooks 1.0, "Symmetric"): what every library for receivers reads. */
export function generateSigningSecret(random: Random): string {
	return `whsec_${Buffer.from(random.bytes(KEY_BYTES)).toString('base64')}`;
}
