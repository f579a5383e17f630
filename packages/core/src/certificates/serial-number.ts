import type { Random } from '../ports.ts';

const BYTES = 16;

/** 126 bits of chance, positive and of one length (RFC 5280 §4.1.2.2). Hexadecimal. */
export function randomSerialNumber(random: Random): string {
	const bytes = Buffer.from(random.bytes(BYTES));
	bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
	return bytes.toString('hex');
}
