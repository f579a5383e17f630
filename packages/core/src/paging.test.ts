import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { seededRandom } from '../test/seeded-random.ts';
import { runs } from '../test/soak.ts';
import { generateClientId } from './applications/client-id.ts';
import { cursorsOf, MAX_CURSOR_LENGTH } from './paging.ts';
import type { Tenant } from './tenants/tenant.ts';

const tenant = { customerId: 'acme', domainId: 'phones' };
const position = { createdAt: Date.UTC(2026, 0, 1), clientId: generateClientId(seededRandom(''), 'lk', tenant) };
const schema = z.object({ createdAt: z.int(), clientId: z.string().max(200) });
const cursors = cursorsOf('applications', schema);
const cursorAt = (item: typeof position, of: Tenant = tenant): string => cursors.next([item], 1, of) ?? '';
const cursor = cursorAt(position);

const invalid = expect.objectContaining({
	code: 'invalid_input',
	details: { issues: [expect.objectContaining({ path: ['cursor'] })] },
});

describe('a cursor', () => {
	it('is read back, and stands in a URL as it is', () => {
		expect(cursors.after(cursor, tenant)).toEqual(position);
		expect(encodeURIComponent(cursor)).toBe(cursor);
	});

	it('is not there before the first page, nor after a page that is not full', () => {
		expect(cursors.after(undefined, tenant)).toBeUndefined();
		expect(cursors.next([position], 2, tenant)).toBeNull();
		expect(cursors.next([], 1, tenant)).toBeNull();
	});

	it('tells nothing of an item but its place', () => {
		const item = { ...position, name: 'Laptops' };
		expect(cursorAt(item)).toBe(cursor);
	});

	it('of the longest ids there are is not too long to be given back', () => {
		const longest = { customerId: 'c'.repeat(64), domainId: 'd'.repeat(64) };
		const clientId = generateClientId(seededRandom(''), 'p'.repeat(16), longest);
		const last = { createdAt: 8_640_000_000_000_000, clientId };
		expect(cursorAt(last, longest).length).toBeLessThanOrEqual(MAX_CURSOR_LENGTH);
		expect(cursors.after(cursorAt(last, longest), longest)).toEqual(last);
	});

	it.each([
		['another customer', { ...tenant, customerId: 'umbrella' }],
		['another domain', { ...tenant, domainId: 'tablets' }],
	])('is none in %s', (_, other) => {
		expect(() => cursors.after(cursor, other)).toThrow(invalid);
	});

	it('is none in another list, whose places look the same', () => {
		expect(() => cursorsOf('use', schema).after(cursor, tenant)).toThrow(invalid);
	});

	const encode = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url');
	const encoded = (place: unknown): string => encode(['applications', 'acme', 'phones', place]);
	it.each([
		['nothing', ''],
		['no base64', '!!!!'],
		['no JSON', Buffer.from('acme').toString('base64url')],
		['cut short', cursor.slice(0, -4)],
		['no list', encode({ customerId: 'acme', domainId: 'phones' })],
		['null', encode(null)],
		['too few parts', encode(['applications', 'acme', 'phones'])],
		['too many parts', encode(['applications', 'acme', 'phones', position, 'more'])],
		['no place', encoded(null)],
		['half a place', encoded({ createdAt: 1 })],
		['an operator in the place of an id', encoded({ createdAt: 1, clientId: { $ne: '' } })],
		['an operator in the place of a time', encoded({ createdAt: { $gt: 0 }, clientId: 'id' })],
		['a time that is no number', encoded({ createdAt: '1', clientId: 'id' })],
		['a time between two milliseconds', encoded({ createdAt: 1.5, clientId: 'id' })],
		['an id too long', encoded({ createdAt: 1, clientId: 'i'.repeat(201) })],
	])('that is %s is refused as an input', (_, given) => {
		expect(() => cursors.after(given, tenant)).toThrow(invalid);
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
					expect(() => cursors.after(text, tenant)).toThrow(invalid);
				},
			),
			runs(500),
		);
	});
});
