import type { Delivery, LatchkeyEvent, Tenant } from '@latchkey/core';
import type { SchemaDefinition } from 'mongoose';
import { tenantId } from '../database/ids.ts';
import { nullable, part, TENANT_FIELDS } from '../database/schema.ts';

/** `_id` is the delivery's id. */
export interface DeliveryDocument extends Omit<Delivery, 'deliveryId' | 'event'> {
	readonly _id: string;
	/** As text: what it tells is the caller's, and must mean nothing to the database. */
	readonly event: string;
}

export const deliverySchema: SchemaDefinition = {
	_id: String,
	...TENANT_FIELDS,
	endpointId: String,
	event: String,
	ordinal: Number,
	status: String,
	nextAttemptAt: nullable(Number),
	attempts: Number,
	tries: Number,
	log: [
		part({
			at: Number,
			durationMs: Number,
			status: nullable(Number),
			error: nullable(String),
			answerStart: String,
		}),
	],
	createdAt: Number,
};

/** The last place that was given to a delivery of an endpoint. `_id` is `ordinalsId`. */
export interface OrdinalsDocument extends Tenant {
	readonly _id: string;
	readonly last: number;
}

export const ordinalsSchema: SchemaDefinition = { _id: String, ...TENANT_FIELDS, last: Number };

export const ordinalsId = (tenant: Tenant, endpointId: string): string => `${tenantId(tenant)} ${endpointId}`;

export function deliveryDocument({ deliveryId, event, ...delivery }: Delivery): DeliveryDocument {
	return { _id: deliveryId, ...delivery, event: JSON.stringify(event) };
}

export function deliveryOf({ _id: deliveryId, event, ...delivery }: DeliveryDocument): Delivery {
	return { deliveryId, ...delivery, event: JSON.parse(event) as LatchkeyEvent };
}
