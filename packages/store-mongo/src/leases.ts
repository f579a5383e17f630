import { type Claim, LEASE_HORIZON } from '@latchkey/core';
import { type Filter, is } from './filters.ts';

/** By this claimer's clock nobody holds it: never leased, ended, or from a clock that went back since. */
export function unleased(field: string, { now, leaseMs }: Claim): Filter {
	return {
		$or: [{ [field]: is(null) }, { [field]: { $lte: now } }, { [field]: { $gt: now + LEASE_HORIZON * leaseMs } }],
	};
}

/**
 * Claims what a look-up finds, item by item, up to the limit. Others may be quicker, so it looks again until it got
 * something or there is nothing; each time it got nothing, others got all that there was.
 */
export async function claimEach<Found, Item>(
	limit: number,
	find: () => Promise<readonly Found[]>,
	lease: (found: Found) => Promise<Item | undefined>,
): Promise<Item[]> {
	const claimed: Item[] = [];
	for (;;) {
		const found = await find();
		for (const one of found) {
			if (claimed.length === limit) return claimed;
			const item = await lease(one);
			if (item !== undefined) claimed.push(item);
		}
		if (found.length === 0 || claimed.length > 0) return claimed;
	}
}
