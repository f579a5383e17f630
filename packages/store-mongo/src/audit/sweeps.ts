import type { AuditRepository, Tenant } from '@latchkey/core';
import type { MongoConnection } from '../database/connection.ts';
import { beyond, isAfter } from '../database/filters.ts';
import { tenantId } from '../database/ids.ts';
import type { Models } from '../models.ts';
import { type AuditDocument, afterAuditOf, auditId, auditSequenceOf, type CheckpointDocument } from './documents.ts';

const TENANT_FIELDS = { customerId: 1, domainId: 1 } as const;

/** What crosses tenants. */
export function auditSweeps(
	{ run }: MongoConnection,
	{ auditEntries, auditCheckpoints }: Models,
): Pick<AuditRepository, 'expired' | 'tenants'> {
	/** Each is a jump along the ids to the next tenant: one has entries, a checkpoint or both. */
	async function nextTenant(after: Tenant | undefined): Promise<Tenant | undefined> {
		const [entry] = await auditEntries
			.find((after === undefined ? {} : { _id: isAfter(afterAuditOf(after)) }) as never, TENANT_FIELDS)
			.sort({ _id: 1 })
			.limit(1)
			.lean<AuditDocument[]>();
		const [checkpoint] = await auditCheckpoints
			.find((after === undefined ? {} : { _id: isAfter(tenantId(after)) }) as never, TENANT_FIELDS)
			.sort({ _id: 1 })
			.limit(1)
			.lean<CheckpointDocument[]>();
		const [first] = [entry, checkpoint]
			.filter((found) => found !== undefined)
			.sort((a, b) => (tenantId(a) < tenantId(b) ? -1 : 1));
		return first === undefined ? undefined : { customerId: first.customerId, domainId: first.domainId };
	}

	return {
		expired: (before, after, limit) =>
			run(async () => {
				const position = after === undefined ? {} : beyond('$gt', 'at', after.at, auditId(after, after.sequence));
				const from = after === undefined ? {} : { $gte: after.at };
				const found = await auditEntries
					.find({ at: { $lt: before, ...from }, ...position } as never, { ...TENANT_FIELDS, at: 1 })
					.sort({ at: 1, _id: 1 })
					.limit(limit)
					.lean<AuditDocument[]>();
				return found.map((document) => {
					const { customerId, domainId, at } = document;
					return { customerId, domainId, at, sequence: auditSequenceOf(document) };
				});
			}),
		tenants: (after, limit) =>
			run(async () => {
				const tenants: Tenant[] = [];
				while (tenants.length < limit) {
					const next = await nextTenant(tenants.at(-1) ?? after);
					if (next === undefined) break;
					tenants.push(next);
				}
				return tenants;
			}),
	};
}
