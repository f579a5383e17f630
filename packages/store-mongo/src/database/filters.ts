import type { Tenant } from '@latchkey/core';

/** A filter as the driver takes it. Whatever came from outside stands behind an operator of ours. */
export type Filter = Record<string, unknown>;

export type Value = string | number | boolean | null;

/** What is compared is a plain value: an object, an array or a pattern in its place could mean something else. */
export function plain<Given extends Value>(value: Given): Given {
	if (typeof value === 'function' || (typeof value === 'object' && value !== null))
		throw new TypeError('a value is not plain');
	return value;
}

/** Without `$eq`: compatible servers look at an index for less. */
export const is = (value: Value): Value => plain(value);

export const isOneOf = (values: readonly string[]): { readonly $in: readonly string[] } => ({ $in: values.map(plain) });

export const isAfter = <Given extends string | number>(value: Given): { readonly $gt: Given } => ({
	$gt: plain(value),
});

export const ofTenant = ({ customerId, domainId }: Tenant): Filter => ({
	customerId: is(customerId),
	domainId: is(domainId),
});

/** What the shard key of a document begins with: what is asked of one document goes to one shard. */
export function shardOf(document: object): Filter {
	const ids = Object.entries(document).filter(([field]) => field === 'customerId' || field === 'domainId');
	return Object.fromEntries(ids.map(([field, id]) => [field, is(String(id))]));
}

/** One document of a tenant, whose `_id` this is. */
export const identified = (tenant: Tenant, id: string): Filter => ({ _id: is(id), ...ofTenant(tenant) });

/** After a position by one field and, where that is the same, by `_id` or another; `$gt` upwards, `$lt` downwards. */
export const beyond = (
	direction: '$gt' | '$lt',
	field: string,
	value: number,
	id: string,
	idField = '_id',
): Filter => ({
	$or: [{ [field]: { [direction]: plain(value) } }, { [field]: is(value), [idField]: { [direction]: plain(id) } }],
});
