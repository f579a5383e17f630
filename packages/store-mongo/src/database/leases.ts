import { type Claim, LEASE_HORIZON, type Tenant } from '@latchkey/core';
import type { Model } from 'mongoose';
import { type Filter, identified, is } from './filters.ts';

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
 * are at work on what comes next too: it goes on elsewhere. Looks again until it got something or there is nothing;
 * each time it got nothing, others got what it lost.
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

interface Leasable extends Tenant {
	readonly _id: string;
}

/**
 * Leases documents that are due by their own fields, and by time and id; `arrange` puts what was found in the order in
 * which to try it.
 */
export async function claimDue<
	DueAt extends string,
	Document extends Leasable & Readonly<Record<DueAt, number | null>>,
>(
	model: Model<Document>,
	claim: Claim,
	dueAt: DueAt,
	due: Filter,
	arrange = (found: readonly Document[]): readonly Document[] => found,
): Promise<Document[]> {
	const lease = { leaseHolder: claim.holder, leaseEndsAt: claim.now + claim.leaseMs };
	const free = { ...due, ...unleased('leaseEndsAt', claim) };
	const claimed = await claimEach(
		claim.limit,
		async () => {
			const found = await model
				.find(free as never, { customerId: 1, domainId: 1 })
				.sort({ [dueAt]: 1, _id: 1 })
				.limit(CHOICE * claim.limit)
				.lean<Document[]>();
			return arrange(found);
		},
		async (candidate) => {
			const filter = { ...identified(candidate, candidate._id), ...free };
			const leased = await model
				.findOneAndUpdate(filter as never, { $set: lease } as never, { returnDocument: 'after' })
				.lean<Document>();
			return leased ?? undefined;
		},
	);
	return claimed.sort((a, b) => (a[dueAt] ?? 0) - (b[dueAt] ?? 0) || (a._id < b._id ? -1 : 1));
}
