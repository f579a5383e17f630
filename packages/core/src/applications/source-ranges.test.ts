import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressAllowed, sourceRange } from './source-ranges.ts';

describe('sourceRange', () => {
	it.each([
		['192.0.2.1', '192.0.2.1/32'],
		[' 192.0.2.0/24 ', '192.0.2.0/24'],
		['0.0.0.0/0', '0.0.0.0/0'],
		['2001:DB8:0:0::1', '2001:db8::1/128'],
		['2001:0db8::/32', '2001:db8::/32'],
		['::/0', '::/0'],
		['::ffff:192.0.2.1', '192.0.2.1/32'],
		['::FFFF:c000:0200/120', '192.0.2.0/24'],
	])('takes %j for %s', (text, range) => {
		expect(sourceRange(text)).toBe(range);
		expect(sourceRange(range)).toBe(range);
	});

	it.each([
		...['', '/', 'localhost', '192.0.2', '192.0.2.256', '192.0.2.1/33', '192.0.2.1/-1', '192.0.2.1/24/8', '192.0.2.0/'],
		...['0300.0.2.1', '0xc0.0.2.1', '3221225985', '192.0.02.1', '2001:db8::/129', 'fe80::1%eth0', '::1::2', '*'],
		// Bits beyond the length: whoever writes this means one address, or a range, but not both.
		...['192.0.2.1/24', '2001:db8::1/64', '::ffff:192.0.2.1/120', '128.0.0.0/0'],
	])('does not take %j', (text) => {
		expect(sourceRange(text)).toBeUndefined();
	});
});

describe('addressAllowed', () => {
	it('allows every address, known or not, where no range is named', () => {
		expect([undefined, '192.0.2.1', 'nonsense'].map((address) => addressAllowed([], address))).toEqual([
			true,
			true,
			true,
		]);
	});

	it.each([
		['192.0.2.255', true],
		['192.0.3.0', false],
		['192.0.1.255', false],
		['::ffff:192.0.2.7', true],
		['::ffff:c000:207', true],
		['::192.0.2.7', false],
		['0:0:0:0:0:ffff:192.0.2.7', true],
		['::ffff:192.0.2.7%eth0', true],
		['::ffff:192.0.2.777', false],
		['192.0.2', false],
		['2001:db8:1::5', true],
		['2001:DB8:0001:0:0:0:0:5', true],
		['2001:db8:2::5', false],
		['64:ff9b::192.0.2.7', false],
		['192.0.2.7%', false],
		['192.0.2.7%eth0', false],
		['192.0.2.7%, 203.0.113.1', false],
		['::ffff:192.0.2.7%, 203.0.113.1', false],
		['unknown', false],
		['', false],
		[undefined, false],
	])('says of %j: %s', (address, allowed) => {
		expect(addressAllowed(['192.0.2.0/24', '2001:db8:1::/48'], address)).toBe(allowed);
	});

	it('agrees with arithmetic, for every IPv4 address and length', () => {
		const number = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
		const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
		fc.assert(
			fc.property(address, address, fc.nat(32), fc.nat(32), (network, other, bits, shared) => {
				const size = 2 ** (32 - bits);
				const start = Math.floor(number(network) / size) * size;
				// As many leading bits as `shared` says are the network's, so that both answers come up.
				const tail = 2 ** (32 - shared);
				const candidate = Math.floor(number(network) / tail) * tail + (number(other) % tail);
				const range = sourceRange(`${dotted(start)}/${bits}`);
				expect(range).toBe(`${dotted(start)}/${bits}`);
				expect(addressAllowed([range ?? ''], dotted(candidate))).toBe(candidate >= start && candidate < start + size);
			}),
		);
	});
});

function dotted(number: number): string {
	return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
