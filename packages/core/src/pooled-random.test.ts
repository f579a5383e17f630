import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../test/soak.ts';
import { pooledRandom } from './pooled-random.ts';

describe('pooledRandom', () => {
	it('gives as many bytes as were asked for, for any sequence of lengths', () => {
		const length = fc.oneof(fc.nat({ max: 64 }), fc.integer({ min: 4000, max: 5000 }));
		fc.assert(
			fc.property(fc.array(length), (lengths) => {
				const random = pooledRandom();
				for (const asked of lengths) expect(random.bytes(asked)).toHaveLength(asked);
			}),
			runs(200),
		);
	});

	it('hands out no byte twice, and none that was wiped', () => {
		const random = pooledRandom();
		// 16 bytes of zeros, or any 16 bytes again, would be a wonder.
		const drawn = Array.from({ length: 20_000 }, (_, index) => Buffer.from(random.bytes(16 + (index % 3))));
		const seen = new Set(drawn.map((bytes) => bytes.subarray(0, 16).toString('hex')));
		expect(seen.size).toBe(drawn.length);
		expect(seen.has('0'.repeat(32))).toBe(false);
		const byBlock = new Set(drawn.map((bytes) => bytes.subarray(0, 4).toString('hex')));
		expect(byBlock.size).toBeGreaterThan(drawn.length - 50);
	});

	it('what was handed out is nobody else’s: it stays as it is, and changing it changes nothing', () => {
		const random = pooledRandom();
		const first = random.bytes(32);
		const copy = Uint8Array.from(first);
		for (let index = 0; index < 1000; index++) random.bytes(32).fill(7);
		expect(first).toEqual(copy);
		expect(first.buffer.byteLength).toBe(32);
	});

	it('is spread evenly over all byte values', () => {
		const counts = new Array<number>(256).fill(0);
		const total = 256_000;
		const random = pooledRandom();
		for (let drawn = 0; drawn < total; drawn += 100) {
			for (const byte of random.bytes(100)) counts[byte] = (counts[byte] ?? 0) + 1;
		}
		const expected = total / 256;
		const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
		// 255 degrees of freedom: beyond 420 once in 10^9 runs.
		expect(chiSquare).toBeLessThan(420);
	});
});
