import type { Tenant } from '@latchkey/core';

/** A filter as the driver takes it. Whatever came from outside stands behind an operator of ours. */
export type Filter = Record<string, unknown>;

/** Exactly this value: an object in its place would be compared, and never be read as an operator. */
export const is = (value: string | number | boolean | null): { $eq: string | number | boolean | null } => ({
	$eq: value,
});

export const ofTenant = ({ customerId, domainId }: Tenant): Filter => ({
	customerId: is(customerId),
	domainId: is(domainId),
});

export const application = (tenant: Tenant, clientId: string): Filter => ({ _id: is(clientId), ...ofTenant(tenant) });

/** After a position by one field and, where that is the same, by `_id`; `$gt` upwards, `$lt` downwards. */
export const beyond = (direction: '$gt' | '$lt', field: string, value: number, id: string): Filter => ({
	$or: [{ [field]: { [direction]: value } }, { [field]: is(value), _id: { [direction]: id } }],
});
