import { type Claim, type DueWork, partitionOf } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { application, type Filter, is } from '../database/filters.ts';
import { CHOICE, claimEach, unleased } from '../database/leases.ts';
import { type ApplicationDocument, applicationOf } from '../documents.ts';
import type { Models } from '../models.ts';

export function dueWork({ run }: MongoConnection, { applications }: Models): DueWork {
	const free = (claim: Claim): Filter => ({
		live: is(true),
		nextDueAt: { $lte: claim.now, $gte: Number.MIN_SAFE_INTEGER },
		...unleased('leaseEndsAt', claim),
	});

	async function candidates(claim: Claim): Promise<ApplicationDocument[]> {
		const { limit, partition } = claim;
		const found = await applications
			.find(free(claim) as never, { customerId: 1, domainId: 1 })
			.sort({ nextDueAt: 1, _id: 1 })
			.limit(CHOICE * limit)
			.lean<ApplicationDocument[]>();
		if (partition === undefined || found.length <= limit) return found;
		const own = found.filter((candidate) => partitionOf(candidate) === partition);
		return [...own, ...found.filter((candidate) => !own.includes(candidate))];
	}

	return {
		claim: (claim) =>
			run(async () => {
				const lease = { leaseHolder: claim.holder, leaseEndsAt: claim.now + claim.leaseMs };
				const claimed = await claimEach(
					claim.limit,
					() => candidates(claim),
					async (candidate) => {
						const filter = { ...application(candidate, candidate._id), ...free(claim) };
						const leased = await applications
							.findOneAndUpdate(filter as never, { $set: lease }, { returnDocument: 'after' })
							.lean<ApplicationDocument>();
						return leased ?? undefined;
					},
				);
				return claimed
					.map(applicationOf)
					.sort((a, b) => (a.nextDueAt ?? 0) - (b.nextDueAt ?? 0) || (a.clientId < b.clientId ? -1 : 1));
			}),
		release: (holder, released) =>
			run(async () => {
				for (const { tenant, clientId } of released) {
					const filter = { ...application(tenant, clientId), leaseHolder: is(holder) };
					await applications.updateOne(filter as never, { $set: { leaseHolder: null, leaseEndsAt: null } });
				}
			}),
		reschedule: (tenant, clientId, expectedRevision, nextDueAt) =>
			run(async () => {
				const filter = { ...application(tenant, clientId), revision: is(expectedRevision) };
				const { matchedCount } = await applications.updateOne(filter as never, { $set: { nextDueAt } });
				return matchedCount === 1;
			}),
		nextAt: () =>
			run(async () => {
				const first = await applications
					.findOne({ live: is(true), nextDueAt: { $gte: Number.MIN_SAFE_INTEGER } } as never, { nextDueAt: 1 })
					.sort({ nextDueAt: 1 })
					.lean<ApplicationDocument>();
				return first?.nextDueAt ?? null;
			}),
	};
}
