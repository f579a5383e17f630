import type { EndpointKey, EndpointRepository } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { type Filter, identified, is, isOneOf, ofTenant, plain } from '../database/filters.ts';
import { tenantId } from '../database/ids.ts';
import { claimDue } from '../database/leases.ts';
import type { Models } from '../models.ts';
import { type EndpointDocument, endpointOf, NEVER } from './documents.ts';

type Queues = Pick<EndpointRepository, 'claim' | 'renew' | 'release' | 'wake' | 'reschedule' | 'nextAt'>;

/** Who sends to which endpoint, and when there is something to send. */
export function endpointQueues({ run }: MongoConnection, { endpoints }: Models): Queues {
	/** Sets fields of those that the holder has, by one command. Resolves to how many. */
	async function leasesOf(holder: string, keys: readonly EndpointKey[], set: Filter): Promise<number> {
		if (keys.length === 0) return 0;
		const updates = keys.map(({ tenant, endpointId }) => {
			const filter = { ...identified(tenant, endpointId), leaseHolder: is(holder) };
			return { updateOne: { filter: filter as never, update: { $set: set } as never } };
		});
		return (await endpoints.bulkWrite(updates, { ordered: false })).matchedCount;
	}

	return {
		claim: (claim) =>
			run(async () => {
				const due = { status: is('enabled'), nextAttemptAt: { $lte: claim.now } };
				return (await claimDue(endpoints, claim, 'nextAttemptAt', due)).map(endpointOf);
			}),
		renew: ({ holder, now, leaseMs }, held) =>
			run(async () => {
				const matched = await leasesOf(holder, held, { leaseEndsAt: now + leaseMs });
				if (matched === held.length) return held;
				// Somebody else has some by now: which, only a look tells.
				const ours = new Set<string>();
				for (const keys of Map.groupBy(held, ({ tenant }) => tenantId(tenant)).values()) {
					const [first] = keys;
					if (first === undefined) continue;
					const ids = isOneOf(keys.map(({ endpointId }) => endpointId));
					const filter = { ...ofTenant(first.tenant), _id: ids, leaseHolder: is(holder) };
					const found = await endpoints.find(filter as never, { _id: 1 }).lean<EndpointDocument[]>();
					for (const { _id } of found) ours.add(_id);
				}
				return held.filter(({ endpointId }) => ours.has(endpointId));
			}),
		release: (holder, released) =>
			run(async () => {
				await leasesOf(holder, released, { leaseHolder: null, leaseEndsAt: null });
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
