import type { Policy, PolicyChanges, PolicyRepository, Tenant } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { isDuplicateKey } from '../database/failures.ts';
import { type Filter, is, isAfter, ofTenant } from '../database/filters.ts';
import { type PolicyDocument, policyDocument, policyId, policyOf } from '../documents.ts';
import { commit } from '../events/commit.ts';
import type { Models } from '../models.ts';

const policyOfTenant = (tenant: Tenant): Filter => ({ _id: is(policyId(tenant)), ...ofTenant(tenant) });

export function policyRepository({ run }: MongoConnection, { policies }: Models): PolicyRepository {
	async function page(filter: Filter, by: '_id' | 'domainId', limit: number): Promise<Policy[]> {
		const found = await policies
			.find(filter as never)
			.sort({ [by]: 1 })
			.limit(limit)
			.lean<PolicyDocument[]>();
		return found.map(policyOf);
	}

	return {
		find: (tenant) =>
			run(async () => {
				const found = await policies.findOne(policyOfTenant(tenant) as never).lean<PolicyDocument>();
				return found === null ? undefined : policyOf(found);
			}),
		insert: (policy) =>
			run(async () => {
				try {
					await policies.insertOne(policyDocument(policy, []));
					return true;
				} catch (error) {
					if (isDuplicateKey(error)) return false;
					throw error;
				}
			}),
		update: (tenant, expectedRevision, changes, events) =>
			run(() => commit(policies, policyOfTenant(tenant), expectedRevision, settable(changes), events)),
		listDomains: (customerId, after, limit) =>
			run(() => {
				const position = after === undefined ? {} : { domainId: isAfter(after) };
				return page({ customerId: is(customerId), ...position }, 'domainId', limit);
			}),
		listAll: (after, limit) =>
			run(() => page(after === undefined ? {} : { _id: isAfter(policyId(after)) }, '_id', limit)),
		purgeRemoved: (before, limit) =>
			run(async () => {
				const purgeable = { removedAt: { $lt: before }, 'outbox.0': { $exists: false } };
				const found = await policies
					.find(purgeable as never, { customerId: 1, domainId: 1 })
					.sort({ removedAt: 1, _id: 1 })
					.limit(limit)
					.lean<PolicyDocument[]>();
				let purged = 0;
				for (const tenant of found) {
					const { deletedCount } = await policies.deleteOne({ ...policyOfTenant(tenant), ...purgeable } as never);
					purged += deletedCount;
				}
				return purged;
			}),
	};
}

/** A whole document fits the type of a change: what it may not set is left out. */
function settable(changes: PolicyChanges): Record<string, unknown> {
	const {
		customerId: _customerId,
		domainId: _domainId,
		revision: _revision,
		...set
	} = changes as Partial<Record<string, unknown>>;
	return set;
}
