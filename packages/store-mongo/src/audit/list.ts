import type { AuditEntry, AuditQuery, Tenant } from '@latchkey/core';
import type { Model } from 'mongoose';
import { beyond, type Filter, is, ofTenant } from '../database/filters.ts';
import { type AuditDocument, auditEntryOf, auditId } from './documents.ts';

/** Newest first; every filter narrows a walk along an index in that order. */
export async function auditList(
	auditEntries: Model<AuditDocument>,
	tenant: Tenant,
	{ limit, after, clientId, type, actorId, from, to }: AuditQuery,
): Promise<readonly AuditEntry[]> {
	const filter: Filter = {
		...ofTenant(tenant),
		...(clientId === undefined ? {} : { clientId: is(clientId) }),
		...(actorId === undefined ? {} : { actorId: is(actorId) }),
		...(type === undefined ? {} : { type: is(type) }),
		...timesOf(from, to, after?.at),
		...(after === undefined ? {} : beyond('$lt', 'at', after.at, auditId(tenant, after.sequence))),
	};
	const found = await auditEntries
		.find(filter as never)
		.sort({ at: -1, _id: -1 })
		.limit(limit)
		.lean<AuditDocument[]>();
	return found.map(auditEntryOf);
}

/** The time of the position said again beside it, for servers that look at no index inside an `$or`. */
function timesOf(from: number | undefined, to: number | undefined, after: number | undefined): Filter {
	if (from === undefined && to === undefined && after === undefined) return {};
	return {
		at: {
			...(from === undefined ? {} : { $gte: from }),
			...(to === undefined ? {} : { $lt: to }),
			...(after === undefined ? {} : { $lte: after }),
		},
	};
}
