import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../test/soak.ts';
import { digestsEqual, secretDigest } from './digest.ts';

const key = createSecretKey(Buffer.alloc(32, 3));
const otherKey = createSecretKey(Buffer.alloc(32, 4));

describe('secretDigest', () => {
	it('is HMAC-SHA-256 over Client ID and secret, in base64url', () => {
		const digest = createHmac('sha256', Buffer.alloc(32, 3)).update('lk.a.b.c\0lks_x').digest('base64url');
		expect(secretDigest(key, 'lk.a.b.c', 'lks_x')).toBe(digest);
		expect(digest).toMatch(/^[\w-]{43}$/);
	});

	it.each([
		['another secret', secretDigest(key, 'lk.a.b.c', 'lks_y')],
		['another application', secretDigest(key, 'lk.a.b.d', 'lks_x')],
		['another host', secretDigest(otherKey, 'lk.a.b.c', 'lks_x')],
		['other places of the same letters', secretDigest(key, 'lk.a.b.cl', 'ks_x')],
	])('is worth nothing for %s', (_, other) => {
		expect(digestsEqual(secretDigest(key, 'lk.a.b.c', 'lks_x'), other)).toBe(false);
	});
});

describe('digestsEqual', () => {
	it('says whether two digests are the same, of whatever lengths', () => {
		const some = fc.string({ unit: fc.constantFrom('A', 'B', 'é'), maxLength: 4 });
		fc.assert(
			fc.property(some, some, (a, b) => {
				expect(digestsEqual(a, b)).toBe(a === b);
			}),
			runs(500),
		);
	});
});
