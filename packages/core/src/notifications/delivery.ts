import type { LatchkeyEvent } from '../events/event.ts';
import type { Tenant } from '../tenants/tenant.ts';

/**
 * - `pending`: to be sent, now or at its time.
 * - `held`: came while the endpoint was disabled, or was not sent by then; only a replay sends it.
 * - `failed`: tried as often as is tried.
 */
export type DeliveryStatus = 'pending' | 'held' | 'delivered' | 'failed';

/** One try to send it. */
export interface Attempt {
	readonly at: number;
	readonly durationMs: number;
	/** Of the answer (RFC 9110 §15); null where there was none. */
	readonly status: number | null;
	/** Why there was no answer, or why the answer counts as a failure; null where it was delivered. */
	readonly error: string | null;
	/** The first KiB of the answer's body. */
	readonly answerStart: string;
}

/** So many attempts are kept in a delivery's log, the last ones. */
export const MAX_LOGGED_ATTEMPTS = 20;

/** One event for one endpoint. Times are milliseconds since the epoch. */
export interface Delivery extends Tenant {
	/** `deliveryIdOf` the endpoint and the event: whoever makes it again makes the same. */
	readonly deliveryId: string;
	readonly endpointId: string;
	readonly event: LatchkeyEvent;
	/**
	 * The place among the deliveries of its endpoint: given by the store, higher than that of every delivery of the
	 * endpoint that it acknowledged before.
	 */
	readonly ordinal: number;
	readonly status: DeliveryStatus;
	/** When it is sent, if it is pending: 0 for as soon as it can be, in the order of `ordinal`. Null if it is not. */
	readonly nextAttemptAt: number | null;
	/** How often it was tried in all: the compare-and-set counter of `record`. */
	readonly attempts: number;
	/** How often it was tried since it was made, or replayed: what the times of the retries go by. */
	readonly tries: number;
	/** Oldest first, `MAX_LOGGED_ATTEMPTS` at most. */
	readonly log: readonly Attempt[];
	readonly createdAt: number;
}

/** Without what the store gives it. */
export type NewDelivery = Omit<Delivery, 'ordinal'>;
