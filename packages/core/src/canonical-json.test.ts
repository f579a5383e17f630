import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../test/soak.ts';
import { canonicalJson } from './canonical-json.ts';

describe('canonicalJson', () => {
	it('is as RFC 8785 has it: members in the order of their names, as text', () => {
		const value = { b: [1, 'ü', null], a: { 10: true, 9: -0, '': 1e21 }, z: undefined };
		expect(canonicalJson(value)).toBe('{"a":{"":1e+21,"10":true,"9":0},"b":[1,"ü",null]}');
	});

	it('is JSON of the same data, and the same whatever the order in which members were set', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const text = canonicalJson(value);
				expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
				expect(canonicalJson(reversed(value))).toBe(text);
			}),
			runs(200),
		);
	});

	it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d, which JSON does not have', (number) => {
		expect(() => canonicalJson({ number })).toThrow(TypeError);
	});
});

function reversed(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(reversed);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([name, member]) => [name, reversed(member)]),
	);
}
