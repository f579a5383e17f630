import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Delivery, DeliveryQuery, Tenant } from '@latchkey/core';
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryOf } from './delivery-columns.ts';
import { prepareArrays, statementCache } from './rows.ts';

type List = (tenant: Tenant, endpointId: string, query: DeliveryQuery) => readonly Delivery[];

/** One page, always in the order of the index: what narrows it is said by the index as well. */
export function deliveryList(database: DatabaseSync): List {
	const statementOf = statementCache((sql) => prepareArrays<DeliveryRow>(database, sql));

	return ({ customerId, domainId }, endpointId, { limit, before, statuses, createdFrom, createdBefore }) => {
		const conditions = ['customer_id = ?', 'domain_id = ?', 'endpoint_id = ?'];
		const values: SQLInputValue[] = [customerId, domainId, endpointId];
		const where = (condition: string, ...more: readonly SQLInputValue[]): void => {
			conditions.push(condition);
			values.push(...more);
		};
		if (before !== undefined) where('ordinal < ?', before);
		// The plus keeps SQLite from an index by status, which would have to be sorted.
		if (statuses !== undefined) where(`+status IN (${statuses.map(() => '?').join(', ')})`, ...statuses);
		if (createdFrom !== undefined) where('+created_at >= ?', createdFrom);
		if (createdBefore !== undefined) where('+created_at < ?', createdBefore);
		const statement = statementOf(
			`SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE ${conditions.join(' AND ')} ORDER BY ordinal DESC LIMIT ?`,
		);
		return statement.all(...values, limit).map(deliveryOf);
	};
}
