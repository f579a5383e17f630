import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import { runs } from '../../test/soak.ts';
import { generateClientId } from './client-id.ts';
import { decodeCursor, encodeCursor, MAX_CURSOR_LENGTH } from './cursor.ts';

const tenant = { customerId: 'acme', domainId: 'phones' };
const position = { createdAt: Date.UTC(2026, 0, 1), clientId: generateClientId(seededRandom(''), 'lk', tenant) };
const cursor = encodeCursor(position, tenant);

const invalid = expect.objectContaining({
	code: 'invalid_input',
	details: { issues: [expect.objectContaining({ path: ['cursor'] })] },
});

describe('a cursor', () => {
	it('is read back, and stands in a URL as it is', () => {
		expect(decodeCursor(cursor, tenant)).toEqual(position);
		expect(encodeURIComponent(cursor)).toBe(cursor);
	});

	it('of the longest ids there are is not too long to be given back', () => {
		const longest = { customerId: 'c'.repeat(64), domainId: 'd'.repeat(64) };
		const clientId = generateClientId(seededRandom(''), 'p'.repeat(16), longest);
		const last = { createdAt: 8_640_000_000_000_000, clientId };
		expect(encodeCursor(last, longest).length).toBeLessThanOrEqual(MAX_CURSOR_LENGTH);
		expect(decodeCursor(encodeCursor(last, longest), longest)).toEqual(last);
	});

	it.each([
		['another customer', { ...tenant, customerId: 'umbrella' }],
		['another domain', { ...tenant, domainId: 'tablets' }],
	])('is none in %s', (_, other) => {
		expect(() => decodeCursor(cursor, other)).toThrow(invalid);
	});

	const encode = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url');
	it.each([
		['nothing', ''],
		['no base64', '!!!!'],
		['no JSON', Buffer.from('acme').toString('base64url')],
		['cut short', cursor.slice(0, -4)],
		['no list', encode({ customerId: 'acme', domainId: 'phones' })],
		['null', encode(null)],
		['too few parts', encode(['acme', 'phones', 1])],
		['too many parts', encode(['acme', 'phones', 1, 'id', 'more'])],
		['an operator in the place of an id', encode(['acme', 'phones', 1, { $ne: '' }])],
		['an operator in the place of a time', encode(['acme', 'phones', { $gt: 0 }, 'id'])],
		['a time that is no number', encode(['acme', 'phones', '1', 'id'])],
		['a time between two milliseconds', encode(['acme', 'phones', 1.5, 'id'])],
		['an id too long', encode(['acme', 'phones', 1, 'i'.repeat(201)])],
	])('that is %s is refused as an input', (_, given) => {
		expect(() => decodeCursor(given, tenant)).toThrow(invalid);
	});

	it('that chance made is refused as an input too', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.base64String(),
					fc.json().map((json) => encode(json)),
				),
				(text) => {
					expect(() => decodeCursor(text, tenant)).toThrow(invalid);
				},
			),
			runs(500),
		);
	});
});
