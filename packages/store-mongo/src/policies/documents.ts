import type { LatchkeyEvent, Policy } from '@latchkey/core';
import type { SchemaDefinition } from 'mongoose';
import { tenantId } from '../database/ids.ts';
import { nullable, part, TENANT_FIELDS } from '../database/schema.ts';
import { NO_RELAY, OUTBOX_FIELDS, type PendingEvent, pendingEvent, type RelayLease } from '../events/pending-events.ts';
import { wrappedSchema } from '../keys/documents.ts';

/** `_id` is `tenantId`. */
export interface PolicyDocument extends Policy, RelayLease {
	readonly _id: string;
	readonly outbox: readonly PendingEvent[];
}

const rules = part({
	maxLifetimeMs: nullable(Number),
	rotateEveryMs: nullable(Number),
	overlapMs: Number,
	maxOverlapMs: Number,
	retireWhenQuiet: Boolean,
	quietMs: Number,
	extendStalled: Boolean,
	noticesMs: [Number],
	idleDisableAfterMs: nullable(Number),
	idleRemoveAfterMs: nullable(Number),
	onLeak: String,
});

export const policySchema: SchemaDefinition = {
	_id: String,
	...TENANT_FIELDS,
	showOnce: Boolean,
	rules,
	dataKey: nullable(part({ dataKeyId: String, wrapped: wrappedSchema })),
	endpointKey: nullable(part({ dataKeyId: String, wrapped: wrappedSchema })),
	revision: Number,
	createdAt: Number,
	updatedAt: Number,
	removedAt: nullable(Number),
	...OUTBOX_FIELDS,
};

export function policyDocument(policy: Policy, events: readonly LatchkeyEvent[]): PolicyDocument {
	return { _id: tenantId(policy), ...policy, outbox: events.map(pendingEvent), ...NO_RELAY };
}

export function policyOf(document: PolicyDocument): Policy {
	const { _id, outbox: _outbox, relayHolder: _relayHolder, relayEndsAt: _relayEndsAt, ...policy } = document;
	return policy;
}
