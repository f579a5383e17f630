import { describe, expect, it } from 'vitest';
import { secret } from '../../test/samples.ts';
import { expiryOf } from './expiry.ts';

const NOW = Date.parse('2026-11-01T00:00:00.000Z');

describe('when an integration must have another secret', () => {
	it('is when the secret that lives longest ends, however that ends', () => {
		const replaced = secret({ expiresAt: null, overlapEndsAt: '2026-11-03T00:00:00.000Z' });
		const newest = secret({ expiresAt: '2027-02-01T00:00:00.000Z' });
		expect(expiryOf({ secrets: [replaced, newest] }, NOW)).toEqual({
			kind: 'at',
			instant: '2027-02-01T00:00:00.000Z',
			soon: false,
		});
	});

	it('is soon within two weeks', () => {
		const ending = secret({ expiresAt: '2027-11-01T00:00:00.000Z', overlapEndsAt: '2026-11-14T00:00:00.000Z' });
		expect(expiryOf({ secrets: [ending] }, NOW)).toMatchObject({ instant: '2026-11-14T00:00:00.000Z', soon: true });
	});

	it('is never where one secret has no end, and at once where there is no secret', () => {
		const ending = secret({ expiresAt: '2026-11-02T00:00:00.000Z' });
		expect(expiryOf({ secrets: [secret({}), ending] }, NOW)).toEqual({ kind: 'never' });
		expect(expiryOf({ secrets: [] }, NOW)).toEqual({ kind: 'no_secret' });
	});
});
