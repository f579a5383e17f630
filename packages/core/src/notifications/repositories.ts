import type { LatchkeyEvent } from '../events/event.ts';
import type { Claim, UpdateResult } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Delivery, DeliveryStatus, NewDelivery } from './delivery.ts';
import type { Endpoint } from './endpoint.ts';

/** `slot_taken`: another live endpoint of the domain has this slot; try another. */
export type InsertEndpointResult = 'done' | 'slot_taken';

/** The fields that a decision may set. Fields that are absent keep their value. */
export type EndpointChanges = Partial<
	Omit<Endpoint, 'endpointId' | 'customerId' | 'domainId' | 'revision' | 'nextAttemptAt' | 'wakeups'>
>;

export interface EndpointKey {
	readonly tenant: Tenant;
	readonly endpointId: string;
}

/** A position in a list, newest first. */
export interface EndpointPosition {
	readonly createdAt: number;
	readonly endpointId: string;
}

export interface EndpointQuery {
	/** 1 to 100. */
	readonly limit: number;
	/** Only what comes after this position. */
	readonly after?: EndpointPosition | undefined;
}

export interface EndpointRepository {
	/** Inserts a document of revision 1 and its events in one write. Rejects where the id is taken. */
	insert(endpoint: Endpoint, events: readonly LatchkeyEvent[]): Promise<InsertEndpointResult>;
	/** Removed ones too. */
	find(tenant: Tenant, endpointId: string): Promise<Endpoint | undefined>;
	/** Live endpoints, newest first by (`createdAt`, `endpointId`), on an index. */
	list(tenant: Tenant, query: EndpointQuery): Promise<readonly Endpoint[]>;
	/** All live endpoints of the domain, in no order: as many as its limit allows. */
	live(tenant: Tenant): Promise<readonly Endpoint[]>;
	/** The slots that live endpoints take, in order. */
	slots(tenant: Tenant): Promise<readonly string[]>;
	/** As of applications: sets fields, raises `revision` by one and appends events, at the expected revision. */
	update(
		tenant: Tenant,
		endpointId: string,
		expectedRevision: number,
		changes: EndpointChanges,
		events: readonly LatchkeyEvent[],
	): Promise<UpdateResult>;
	/**
	 * Crosses tenants (the sweep): enabled endpoints with `nextAttemptAt` at or before `claim.now` that nobody holds,
	 * those first that waited longest. What is leased is the endpoint's queue: its holder alone sends to it.
	 */
	claim(claim: Claim): Promise<readonly Endpoint[]>;
	/**
	 * Makes leases of this holder last `leaseMs` from `now` on: a request can take longer than others should wait for the
	 * endpoints of a process that died. Resolves to those that it still holds.
	 */
	renew(
		lease: Pick<Claim, 'holder' | 'now' | 'leaseMs'>,
		endpoints: readonly EndpointKey[],
	): Promise<readonly EndpointKey[]>;
	/** Ends leases of this holder before their time; what somebody else holds by now is left alone. */
	release(holder: string, endpoints: readonly EndpointKey[]): Promise<void>;
	/**
	 * Says of live endpoints that there is something to send at this time: brings `nextAttemptAt` forward to it, never
	 * back, and raises `wakeups`, in one write for the batch and whoever holds the lease. Leaves the revision as it is.
	 */
	wake(tenant: Tenant, endpointIds: readonly string[], at: number): Promise<void>;
	/**
	 * Sets `nextAttemptAt`, if `wakeups` still is the expected one (else false): what was inserted since the endpoint was
	 * claimed woke it, and is not forgotten. Leaves the revision as it is.
	 */
	reschedule(
		tenant: Tenant,
		endpointId: string,
		expectedWakeups: number,
		nextAttemptAt: number | null,
	): Promise<boolean>;
	/**
	 * Crosses tenants: the earliest `nextAttemptAt` of all enabled ones, held or not; null where nothing is to be sent.
	 */
	nextAt(): Promise<number | null>;
	/**
	 * Crosses tenants (a sweep): deletes up to `limit` with `removedAt` before this and nothing to relay. Resolves to how
	 * many.
	 */
	purgeRemoved(before: number, limit: number): Promise<number>;
}

/** What became of an attempt, and what the delivery is after it. */
export interface DeliveryResult extends Pick<Delivery, 'status' | 'nextAttemptAt' | 'tries' | 'log'> {
	readonly deliveryId: string;
	/** How often it had been tried before. */
	readonly expectedAttempts: number;
}

export interface DeliveryQuery {
	/** 1 to 500. */
	readonly limit: number;
	/** Only those with a lower ordinal. */
	readonly before?: number | undefined;
	/** Only of these statuses; of all where absent. */
	readonly statuses?: readonly DeliveryStatus[] | undefined;
	/** Only those made at this time or after it. */
	readonly createdFrom?: number | undefined;
	/** Only those made before this time. */
	readonly createdBefore?: number | undefined;
}

export interface DeliveryRepository {
	/**
	 * Inserts deliveries of any endpoints of the domain, in this order, in one write for the batch. Those whose id is
	 * known are left as they are. Resolves to how many were new.
	 */
	insert(tenant: Tenant, deliveries: readonly NewDelivery[]): Promise<number>;
	find(tenant: Tenant, endpointId: string, deliveryId: string): Promise<Delivery | undefined>;
	/** Newest first by `ordinal`, on an index. */
	list(tenant: Tenant, endpointId: string, query: DeliveryQuery): Promise<readonly Delivery[]>;
	/** Pending ones with `nextAttemptAt` at or before `now`, in order of (`nextAttemptAt`, `ordinal`): new ones first. */
	due(tenant: Tenant, endpointId: string, now: number, limit: number): Promise<readonly Delivery[]>;
	/** The earliest `nextAttemptAt` of the pending ones; null where there are none. */
	nextAttemptAt(tenant: Tenant, endpointId: string): Promise<number | null>;
	/**
	 * Writes down attempts, of any endpoints of the domain, in one write for the batch: each raises `attempts` by one and
	 * sets what it says, if `attempts` still is the expected number; so an attempt is recorded once. Resolves to how many
	 * were.
	 */
	record(tenant: Tenant, results: readonly DeliveryResult[]): Promise<number>;
	/**
	 * Makes these of the endpoint pending, to be sent at once and with all their tries, whatever became of them; those
	 * that are to be sent at once already are left as they are. Resolves to how many.
	 */
	replay(tenant: Tenant, endpointId: string, deliveryIds: readonly string[]): Promise<number>;
	/** Makes up to `limit` pending ones of the endpoint held. Resolves to how many. */
	hold(tenant: Tenant, endpointId: string, limit: number): Promise<number>;
	/** Deletes up to `limit` of the endpoint, or of the whole domain where it is undefined. Resolves to how many. */
	remove(tenant: Tenant, endpointId: string | undefined, limit: number): Promise<number>;
	/**
	 * Crosses tenants (a sweep): deletes up to `limit` made before this, whatever became of them. Resolves to how many.
	 */
	purge(before: number, limit: number): Promise<number>;
}
