import { type Claim, type DueWork, partitionOf } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { identified, is } from '../database/filters.ts';
import { claimDue } from '../database/leases.ts';
import type { Models } from '../models.ts';
import { type ApplicationDocument, applicationOf } from './documents.ts';

export function dueWork({ run }: MongoConnection, { applications }: Models): DueWork {
	/** Those of its own partition first, where a claimer has one and finds more than it wants. */
	const ownFirst = ({ limit, partition }: Claim, found: readonly ApplicationDocument[]) => {
		if (partition === undefined || found.length <= limit) return found;
		const own = found.filter((candidate) => partitionOf(candidate) === partition);
		return [...own, ...found.filter((candidate) => !own.includes(candidate))];
	};

	return {
		claim: (claim) =>
			run(async () => {
				const due = { live: is(true), nextDueAt: { $lte: claim.now, $gte: Number.MIN_SAFE_INTEGER } };
				const claimed = await claimDue(applications, claim, 'nextDueAt', due, (found) => ownFirst(claim, found));
				return claimed.map(applicationOf);
			}),
		release: (holder, released) =>
			run(async () => {
				for (const { tenant, clientId } of released) {
					const filter = { ...identified(tenant, clientId), leaseHolder: is(holder) };
					await applications.updateOne(filter as never, { $set: { leaseHolder: null, leaseEndsAt: null } });
				}
			}),
		reschedule: (tenant, clientId, expectedRevision, nextDueAt) =>
			run(async () => {
				const filter = { ...identified(tenant, clientId), revision: is(expectedRevision) };
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
