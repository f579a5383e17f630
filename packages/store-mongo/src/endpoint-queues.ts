import type { Claim, EndpointKey, EndpointRepository } from '@latchkey/core';
import type { MongoConnection } from './connection.ts';
import { type Filter, identified, is, isOneOf, ofTenant, plain } from './filters.ts';
import { CHOICE, claimEach, unleased } from './leases.ts';
import type { Models } from './models.ts';
import { type EndpointDocument, endpointOf, NEVER } from './notification-documents.ts';

type Queues = Pick<EndpointRepository, 'claim' | 'renew' | 'release' | 'wake' | 'reschedule' | 'nextAt'>;

/** Who sends to which endpoint, and when there is something to send. */
export function endpointQueues({ run }: MongoConnection, { endpoints }: Models): Queues {
	const free = (claim: Claim): Filter => ({
		status: is('enabled'),
		nextAttemptAt: { $lte: claim.now },
		...unleased('leaseEndsAt', claim),
	});

	return {
		claim: (claim) =>
			run(async () => {
				const lease = { leaseHolder: claim.holder, leaseEndsAt: claim.now + claim.leaseMs };
				const claimed = await claimEach(
					claim.limit,
					() =>
						endpoints
							.find(free(claim) as never, { customerId: 1, domainId: 1 })
							.sort({ nextAttemptAt: 1, _id: 1 })
							.limit(CHOICE * claim.limit)
							.lean<EndpointDocument[]>(),
					async (candidate) => {
						const filter = { ...identified(candidate, candidate._id), ...free(claim) };
						const leased = await endpoints
							.findOneAndUpdate(filter as never, { $set: lease } as never, { returnDocument: 'after' })
							.lean<EndpointDocument>();
						return leased ?? undefined;
					},
				);
				return claimed
					.sort((a, b) => a.nextAttemptAt - b.nextAttemptAt || (a._id < b._id ? -1 : 1))
					.map((document) => endpointOf(document));
			}),
		renew: ({ holder, now, leaseMs }, held) =>
			run(async () => {
				const renewed: EndpointKey[] = [];
				for (const key of held) {
					const filter = { ...identified(key.tenant, key.endpointId), leaseHolder: is(holder) };
					const update = { $set: { leaseEndsAt: now + leaseMs } };
					const { matchedCount } = await endpoints.updateOne(filter as never, update as never);
					if (matchedCount === 1) renewed.push(key);
				}
				return renewed;
			}),
		release: (holder, released) =>
			run(async () => {
				for (const { tenant, endpointId } of released) {
					const filter = { ...identified(tenant, endpointId), leaseHolder: is(holder) };
					await endpoints.updateOne(filter as never, { $set: { leaseHolder: null, leaseEndsAt: null } } as never);
				}
			}),
		wake: (tenant, endpointIds, at) =>
			run(async () => {
				if (endpointIds.length === 0) return;
				const filter = { ...ofTenant(tenant), _id: isOneOf(endpointIds), live: is(true) };
				const update = { $min: { nextAttemptAt: plain(at) }, $inc: { wakeups: 1 } };
				await endpoints.updateMany(filter as never, update as never);
			}),
		reschedule: (tenant, endpointId, expectedWakeups, nextAttemptAt) =>
			run(async () => {
				const filter = { ...identified(tenant, endpointId), wakeups: is(expectedWakeups) };
				const set = { nextAttemptAt: plain(nextAttemptAt) ?? NEVER };
				const { matchedCount } = await endpoints.updateOne(filter as never, { $set: set } as never);
				return matchedCount === 1;
			}),
		nextAt: () =>
			run(async () => {
				const first = await endpoints
					.findOne({ status: is('enabled'), nextAttemptAt: { $lt: NEVER } } as never, { nextAttemptAt: 1 })
					.sort({ nextAttemptAt: 1 })
					.lean<EndpointDocument>();
				return first?.nextAttemptAt ?? null;
			}),
	};
}
