import { describe, expect, it } from 'vitest';
import { secret } from '../../test/samples.ts';
import { impactOf, isInUse } from './impact.ts';

const NOW = Date.parse('2026-11-11T00:00:00.000Z');

describe('what would break', () => {
	it('is nothing where nothing was used', () => {
		expect(impactOf([secret({}), secret({})], NOW)).toBeNull();
	});

	it('is told over all secrets: the last use, how often, from where', () => {
		const one = secret({
			tokensIssued: 90,
			firstUsedAt: '2026-11-01T00:00:00.000Z',
			lastUsedAt: '2026-11-09T00:00:00.000Z',
			lastAddress: '192.0.2.1',
		});
		const other = secret({
			tokensIssued: 10,
			firstUsedAt: '2026-11-08T00:00:00.000Z',
			lastUsedAt: '2026-11-10T00:00:00.000Z',
			lastAddress: '192.0.2.1',
		});
		expect(impactOf([one, other, secret({})], NOW)).toEqual({
			lastUsedAt: '2026-11-10T00:00:00.000Z',
			tokens: 100,
			perDay: 10,
			addresses: ['192.0.2.1'],
		});
	});

	it('makes no rate of less than a day', () => {
		const today = '2026-11-10T20:00:00.000Z';
		const fresh = secret({ tokensIssued: 3, firstUsedAt: today, lastUsedAt: today });
		expect(impactOf([fresh], NOW)).toMatchObject({ perDay: null, addresses: [] });
	});

	it('counts as in use for thirty days', () => {
		expect(isInUse({ lastUsedAt: '2026-10-13T00:00:00.000Z' }, NOW)).toBe(true);
		expect(isInUse({ lastUsedAt: '2026-10-11T00:00:00.000Z' }, NOW)).toBe(false);
		expect(isInUse({ lastUsedAt: null }, NOW)).toBe(false);
	});
});
