import type { Tenant } from '@latchkey/core';

export const TENANT: Tenant = { customerId: 'acme', domainId: 'emm-eu' };

/** Each differs from `TENANT` in the way that one kind of mistake would miss. */
export const STRANGERS: Readonly<Record<string, Tenant>> = {
	'another customer with the same domain id': { customerId: 'globex', domainId: 'emm-eu' },
	'another domain of the same customer': { customerId: 'acme', domainId: 'siem' },
	'a customer whose id differs in case only': { customerId: 'ACME', domainId: 'emm-eu' },
	'a tenant whose ids, put together, read the same': { customerId: 'acme-emm', domainId: 'eu' },
	'a tenant whose ids are the other way round': { customerId: 'emm-eu', domainId: 'acme' },
};
