import { type ApplicationRepository, outboxLimitFor, type Tenant } from '@latchkey/core';
import { type WrongStore, wrongApplications } from './store.ts';

/** The tenants that anything was inserted for. */
function remembering(right: ApplicationRepository): { tenants: Tenant[]; insert: ApplicationRepository['insert'] } {
	const tenants: Tenant[] = [];
	return {
		tenants,
		insert: (application, events) => {
			tenants.push({ customerId: application.customerId, domainId: application.domainId });
			return right.insert(application, events);
		},
	};
}

export const wrongTenants: readonly WrongStore[] = [
	{
		mistake: 'find ignores the tenant',
		caught: ['applications.find keeps to its tenant'],
		spoil: wrongApplications((right) => {
			const { tenants, insert } = remembering(right);
			return {
				insert,
				async find(_tenant, clientId) {
					for (const tenant of tenants) {
						const found = await right.find(tenant, clientId);
						if (found !== undefined) return found;
					}
					return undefined;
				},
			};
		}),
	},
	{
		mistake: 'find ignores the domain only',
		caught: ['applications.find keeps to its tenant, called by another domain of the same customer'],
		spoil: wrongApplications((right) => {
			const { tenants, insert } = remembering(right);
			return {
				insert,
				async find({ customerId }, clientId) {
					for (const tenant of tenants.filter((known) => known.customerId === customerId)) {
						const found = await right.find(tenant, clientId);
						if (found !== undefined) return found;
					}
					return undefined;
				},
			};
		}),
	},
	{
		mistake: 'update ignores the tenant',
		caught: ['applications.update keeps to its tenant'],
		spoil: wrongApplications((right) => {
			const { tenants, insert } = remembering(right);
			return {
				insert,
				async update(_tenant, clientId, revision, changes, events) {
					for (const tenant of tenants) {
						if ((await right.find(tenant, clientId)) !== undefined) {
							return right.update(tenant, clientId, revision, changes, events);
						}
					}
					return 'stale';
				},
			};
		}),
	},
	{
		mistake: 'tenants are told apart without regard to case',
		caught: ['called by a customer whose id differs in case only'],
		spoil: (store) => {
			const fold = ({ customerId, domainId }: Tenant): Tenant => ({ customerId: customerId.toLowerCase(), domainId });
			const { find, list, count, slots } = store.applications;
			return {
				...store,
				applications: {
					...store.applications,
					find: (tenant, clientId) => find(fold(tenant), clientId),
					list: (tenant, query) => list(fold(tenant), query),
					count: (tenant, ownerId) => count(fold(tenant), ownerId),
					slots: (tenant) => slots(fold(tenant)),
					insert: (application, events) => store.applications.insert({ ...application, ...fold(application) }, events),
				},
			};
		},
	},
	{
		mistake: 'the outboxes of all policies have one bound',
		caught: ['not held up by the full outboxes of strangers'],
		spoil: (store) => {
			let pending = 0;
			return {
				...store,
				policies: {
					...store.policies,
					async update(tenant, revision, changes, events) {
						if (pending + events.length > outboxLimitFor(events)) return 'outbox_full';
						pending += events.length;
						return store.policies.update(tenant, revision, changes, events);
					},
				},
			};
		},
	},
];
