import { type ClientApplication, type ListQuery, searchKey, type Tenant } from '@latchkey/core';
import type { Model } from 'mongoose';
import { beyond, type Filter, is, ofTenant } from '../database/filters.ts';
import { type ApplicationDocument, applicationOf } from './documents.ts';

/** One page of live applications. */
export async function applicationList(
	applications: Model<ApplicationDocument>,
	tenant: Tenant,
	{ limit, after, ownerId, status, text }: ListQuery,
): Promise<readonly ClientApplication[]> {
	const alternatives: Filter[] = [];
	if (after !== undefined) alternatives.push(beyond('$lt', 'createdAt', after.createdAt, after.clientId));
	if (text !== undefined) {
		const contains = { $regex: literally(searchKey(text)) };
		alternatives.push({ $or: [{ nameKey: contains }, { idKey: contains }] });
	}
	const filter: Filter = {
		...ofTenant(tenant),
		...(ownerId === undefined ? {} : { ownerId: is(ownerId) }),
		live: is(true),
		...(status === undefined ? {} : { status: is(status) }),
		// Said again beside the position, for servers that look at no index inside an `$or`.
		...(after === undefined ? {} : { createdAt: { $lte: after.createdAt } }),
		...(alternatives.length === 0 ? {} : { $and: alternatives }),
	};
	const found = await applications
		.find(filter as never)
		.sort({ createdAt: -1, _id: -1 })
		.limit(limit)
		.lean<ApplicationDocument[]>();
	return found.map(applicationOf);
}

/** A pattern that means this text and nothing else; MongoDB refuses one that holds the character 0 itself. */
function literally(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|#\s-]/g, '\\$&').replaceAll('\0', '\\x00');
}
