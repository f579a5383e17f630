import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { isFactorable } from './factorable.ts';

const numberOf = (base64url: unknown): bigint =>
	BigInt(`0x${Buffer.from(String(base64url), 'base64url').toString('hex')}`);

it('is no modulus that Node makes', () => {
	for (let made = 0; made < 5; made += 1) {
		const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		expect(isFactorable(numberOf(publicKey.export({ format: 'jwk' }).n))).toBe(false);
	}
});

it('is every product of powers of 65537, whatever else it is', () => {
	expect(isFactorable(65_537n ** 5n)).toBe(true);
	expect(isFactorable(65_537n ** 5n + 2n)).toBe(false);
});
