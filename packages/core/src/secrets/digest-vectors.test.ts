import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { bytes, compare, type Vector, wycheproof } from '../../test/vectors/wycheproof.ts';
import { digestsEqual } from './digest.ts';

interface Tagged extends Vector {
	readonly key: string;
	readonly msg: string;
	readonly tag: string;
}

interface TaggedGroup {
	/** Bits. */
	readonly tagSize: number;
	readonly tests: readonly Tagged[];
}

it('tells equal digests of HMAC-SHA-256 from others, also where one is cut off (Wycheproof)', async () => {
	const groups = wycheproof<TaggedGroup>('hmac_sha256');
	const compared = await compare(groups, ({ key, msg, tag }: Tagged, { tagSize }: TaggedGroup) => {
		const digest = createHmac('sha256', bytes(key)).update(bytes(msg)).digest();
		const equal = digestsEqual(digest.toString('base64url'), bytes(tag).toString('base64url'));
		// A digest is never cut off here: half of one, which others may agree on, equals none.
		const half = digest.subarray(0, tagSize / 8);
		const halfEqual = digestsEqual(half.toString('base64url'), bytes(tag).toString('base64url'));
		return tagSize === 256 ? equal : halfEqual && !equal;
	});
	expect(compared).toEqual({ asExpected: 174, otherwise: [] });
});
