import type { Policy, PolicyRepository, Tenant } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { inserted } from '../database/failures.ts';
import { type Filter, identified, is, isAfter } from '../database/filters.ts';
import { tenantId } from '../database/ids.ts';
import { commit, settable } from '../events/commit.ts';
import { purgeRemoved } from '../events/purge.ts';
import type { Models } from '../models.ts';
import { type PolicyDocument, policyDocument, policyOf } from './documents.ts';

const FIXED = ['customerId', 'domainId', 'revision'];

const policyOfTenant = (tenant: Tenant): Filter => identified(tenant, tenantId(tenant));

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
		insert: (policy) => run(() => inserted(() => policies.insertOne(policyDocument(policy, [])))),
		update: (tenant, expectedRevision, changes, events) =>
			run(() => commit(policies, policyOfTenant(tenant), expectedRevision, settable(changes, FIXED), events)),
		listDomains: (customerId, after, limit) =>
			run(() => {
				const position = after === undefined ? {} : { domainId: isAfter(after) };
				return page({ customerId: is(customerId), ...position }, 'domainId', limit);
			}),
		listAll: (after, limit) =>
			run(() => page(after === undefined ? {} : { _id: isAfter(tenantId(after)) }, '_id', limit)),
		purgeRemoved: (before, limit) => run(() => purgeRemoved(policies, before, limit)),
	};
}
