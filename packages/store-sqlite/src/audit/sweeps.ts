import type { AuditRepository, Tenant } from '@latchkey/core';
import type { Connection } from '../database/connection.ts';
import { prepareArrays } from '../database/rows.ts';

type ExpiredRow = readonly [at: number, customerId: string, domainId: string, sequence: number];
type TenantRow = readonly [customerId: string, domainId: string];

/** What crosses tenants. */
export function auditSweeps({ database, read, snapshot }: Connection): Pick<AuditRepository, 'expired' | 'tenants'> {
	const expired = prepareArrays<ExpiredRow>(
		database,
		`SELECT at, customer_id, domain_id, sequence FROM audit_entries
		 WHERE at < ? AND (at, customer_id, domain_id, sequence) > (?, ?, ?, ?)
		 ORDER BY at, customer_id, domain_id, sequence LIMIT ?`,
	);
	const nextIn = (table: string) =>
		prepareArrays<TenantRow>(
			database,
			`SELECT customer_id, domain_id FROM ${table} WHERE (customer_id, domain_id) > (?, ?)
			 ORDER BY customer_id, domain_id LIMIT 1`,
		);
	// A domain may have entries, a checkpoint or both: each is a jump to the next one along a key.
	const tables = [nextIn('audit_entries'), nextIn('audit_checkpoints')];

	function nextTenant(after: Tenant): Tenant | undefined {
		const rows = tables.map((next) => next.get(after.customerId, after.domainId)).filter((row) => row !== undefined);
		const [first] = rows.sort(([a, x], [b, y]) => (a < b || (a === b && x < y) ? -1 : 1));
		return first === undefined ? undefined : { customerId: first[0], domainId: first[1] };
	}

	return {
		expired: (before, after, limit) =>
			read(() => {
				const { at = Number.MIN_SAFE_INTEGER, customerId = '', domainId = '', sequence = 0 } = after ?? {};
				return expired
					.all(before, at, customerId, domainId, sequence, limit)
					.map(([when, customer, domain, place]) => ({
						at: when,
						customerId: customer,
						domainId: domain,
						sequence: place,
					}));
			}),
		tenants: (after, limit) =>
			snapshot(() => {
				const tenants: Tenant[] = [];
				let last = after ?? { customerId: '', domainId: '' };
				while (tenants.length < limit) {
					const next = nextTenant(last);
					if (next === undefined) break;
					tenants.push(next);
					last = next;
				}
				return tenants;
			}),
	};
}
