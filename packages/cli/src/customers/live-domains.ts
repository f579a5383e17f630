import type { Store, Tenant } from '@latchkey/core';
import { counted } from '../terminal/counted.ts';

const PAGE = 100;

export interface DomainCount extends Tenant {
	readonly applications: number;
}

/** The customer's domains that have, or may have, client applications; or only the one that is named. */
export async function liveDomains(store: Store, customerId: string, only: string | undefined): Promise<DomainCount[]> {
	const domains: DomainCount[] = [];
	let after: string | undefined;
	do {
		const page = await store.policies.listDomains(customerId, after, PAGE);
		for (const { domainId, removedAt } of page) {
			if (only !== undefined && domainId !== only) continue;
			const applications = await store.applications.count({ customerId, domainId });
			// One that is removed and still has applications is one whose removal was cut short.
			if (removedAt === null || applications > 0) domains.push({ customerId, domainId, applications });
		}
		after = page.length < PAGE ? undefined : page.at(-1)?.domainId;
	} while (after !== undefined);
	return domains;
}

/** A line for each domain. */
export function domainLines(domains: readonly DomainCount[]): string {
	return domains
		.map(({ domainId, applications }) => `  ${domainId}: ${counted(applications, 'client application')}`)
		.join('\n');
}
