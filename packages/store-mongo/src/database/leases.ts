import { type Claim, LEASE_HORIZON } from '@latchkey/core';
import { type Filter, is } from './filters.ts';

/** By this claimer's clock nobody holds it: never leased, ended, or from a clock that went back since. */
export function unleased(field: string, { now, leaseMs }: Claim): Filter {
	return {
		$or: [{ [field]: is(null) }, { [field]: { $lte: now } }, { [field]: { $gt: now + LEASE_HORIZON * leaseMs } }],
	};
}

/** A claim looks at so many times its limit, to have somewhere to go where others are quicker. */
export const CHOICE = 4;

/** Once it lost so many, what it found is old: most of it is others' by now. */
const LOSSES = 3;

/**
 * Claims what a look-up finds, item by item and in its order, up to the limit. Where somebody else was quicker, others
 * are at work on what comes next too: it goes on elsewhere. Looks again until it got something or there is nothing; each
 * time it got nothing, others got what it lost.
 */
export async function claimEach<Found, Item>(
	limit: number,
	find: () => Promise<readonly Found[]>,
	lease: (found: Found) => Promise<Item | undefined>,
): Promise<Item[]> {
	const claimed: Item[] = [];
	let next = 0;
	for (;;) {
		const left = [...(await find())];
		if (left.length === 0 || limit < 1) return claimed;
		for (let losses = 0; losses < LOSSES && claimed.length < limit; ) {
			const [one] = left.splice(next % left.length, 1);
			if (one === undefined) break;
			const item = await lease(one);
			if (item !== undefined) {
				claimed.push(item);
			} else {
				losses++;
				next = Math.floor(Math.random() * left.length);
			}
		}
		if (claimed.length > 0) return claimed;
	}
}
