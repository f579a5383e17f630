import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Delivery, DeliveryQuery, DeliveryStatus, Tenant } from '@latchkey/core';
import { prepareRows, statementCache } from '../database/rows.ts';
import { DELIVERY_COLUMNS, deliveryOf } from './columns.ts';

type List = (tenant: Tenant, endpointId: string, query: DeliveryQuery) => readonly Delivery[];

/** One page, always in the order of an index: that of all deliveries, or of those of one status. */
export function deliveryList(database: DatabaseSync): List {
	const statementOf = statementCache((sql) => prepareRows(database, sql, deliveryOf));

	return ({ customerId, domainId }, endpointId, { limit, before, statuses, createdFrom, createdBefore }) => {
		const conditions = ['customer_id = ?', 'domain_id = ?', 'endpoint_id = ?'];
		const values: SQLInputValue[] = [customerId, domainId, endpointId];
		const where = (condition: string, value: SQLInputValue | undefined): void => {
			if (value === undefined) return;
			conditions.push(condition);
			values.push(value);
		};
		where('ordinal < ?', before);
		where('+created_at >= ?', createdFrom);
		where('+created_at < ?', createdBefore);

		function page(status?: DeliveryStatus): readonly Delivery[] {
			const narrowed = status === undefined ? conditions : [...conditions, 'status = ?'];
			const statement = statementOf(
				`SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE ${narrowed.join(' AND ')} ORDER BY ordinal DESC LIMIT ?`,
			);
			return statement.all(...values, ...(status === undefined ? [] : [status]), limit);
		}

		if (statuses === undefined) return page();
		const found = statuses.flatMap((status) => page(status));
		return found.sort((a, b) => b.ordinal - a.ordinal).slice(0, limit);
	};
}
