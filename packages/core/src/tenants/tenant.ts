import { z } from 'zod';

/** One domain of one customer. Both ids are the host's; two customers may use the same domain id. */
export interface Tenant {
	readonly customerId: string;
	readonly domainId: string;
}

/** `[A-Za-z0-9_-]{1,64}`: without a dot, so that a Client ID can be taken apart again. */
export const tenantIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"');

export function sameTenant(a: Tenant, b: Tenant): boolean {
	return a.customerId === b.customerId && a.domainId === b.domainId;
}
