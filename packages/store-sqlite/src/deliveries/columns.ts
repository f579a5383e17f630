import type { SQLInputValue } from 'node:sqlite';
import type { Attempt, Delivery, DeliveryStatus, LatchkeyEvent } from '@latchkey/core';
import { list } from '../database/rows.ts';

/** One row, in the order of `DELIVERY_COLUMNS`. */
export type DeliveryRow = readonly [
	deliveryId: string,
	customerId: string,
	domainId: string,
	endpointId: string,
	ordinal: number,
	status: DeliveryStatus,
	nextAttemptAt: number | null,
	attempts: number,
	tries: number,
	log: string,
	createdAt: number,
	event: string,
];

export const DELIVERY_COLUMNS = `delivery_id, customer_id, domain_id, endpoint_id, ordinal, status, next_attempt_at,
	attempts, tries, log, created_at, event`;

export function deliveryOf(row: DeliveryRow): Delivery {
	return {
		deliveryId: row[0],
		customerId: row[1],
		domainId: row[2],
		endpointId: row[3],
		ordinal: row[4],
		status: row[5],
		nextAttemptAt: row[6],
		attempts: row[7],
		tries: row[8],
		log: list<Attempt>(row[9]),
		createdAt: row[10],
		event: JSON.parse(row[11]) as LatchkeyEvent,
	};
}

/** In the order of `DELIVERY_COLUMNS`. */
export function deliveryValues(delivery: Delivery): SQLInputValue[] {
	const { deliveryId, customerId, domainId, endpointId, ordinal, status, nextAttemptAt } = delivery;
	const { attempts, tries, log, createdAt, event } = delivery;
	const state = [ordinal, status, nextAttemptAt, attempts, tries, JSON.stringify(log), createdAt];
	return [deliveryId, customerId, domainId, endpointId, ...state, JSON.stringify(event)];
}
