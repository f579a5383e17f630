import type { Store, Tenant } from '@latchkey/core';

const PAGE = 100;

export interface DomainCount extends Tenant {
	readonly applications: number;
	readonly endpoints: number;
}

/** The customer's domains that have, or may have, client applications or endpoints; or only the one that is named. */
export async function liveDomains(store: Store, customerId: string, only: string | undefined): Promise<DomainCount[]> {
	const domains: DomainCount[] = [];
	let after: string | undefined;
	do {
		const page = await store.policies.listDomains(customerId, after, PAGE);
		for (const { domainId, removedAt } of page) {
			if (only !== undefined && domainId !== only) continue;
			const tenant = { customerId, domainId };
			const applications = await store.applications.count(tenant);
			const endpoints = (await store.endpoints.slots(tenant)).length;
			// One that is removed and still has some is one whose removal was cut short.
			if (removedAt === null || applications + endpoints > 0) domains.push({ ...tenant, applications, endpoints });
		}
		after = page.length < PAGE ? undefined : page.at(-1)?.domainId;
	} while (after !== undefined);
	return domains;
}
