import type { EventType } from '../events/event.ts';
import type { Tenant } from '../tenants/tenant.ts';

/**
 * - `paused`: what comes meanwhile waits, and is sent in order when it is enabled again.
 * - `disabled`: what comes meanwhile is kept, and sent by a replay only.
 */
export type EndpointStatus = 'enabled' | 'paused' | 'disabled' | 'removed';

/**
 * - `gone`: it answered 410, and wants no more.
 * - `failing`: for days, nothing but failures.
 * - `by_user`: somebody said so.
 */
export type DisabledReason = 'gone' | 'failing' | 'by_user';

/** What signs the notifications of an endpoint (Standard Webhooks): never the secret itself. */
export interface SigningSecret {
	readonly secretId: string;
	/** The secret sealed by the domain's `endpointKey`. */
	readonly sealed: string;
	readonly createdAt: number;
	/** Once a successor exists: until when both sign. Null for the newest one. */
	readonly endsAt: number | null;
}

/**
 * Where one customer's system receives notifications, as the store keeps it: one document, plain data. Times are
 * milliseconds since the epoch.
 */
export interface Endpoint extends Tenant {
	/** `ep_` and 22 letters or digits. */
	readonly endpointId: string;
	/** The application whose events it receives; null for all of the domain. */
	readonly clientId: string | null;
	/** The place it takes under the domain's limit (`slotName`), or a name of its own once removed (`tombstoneSlot`). */
	readonly slot: string;
	readonly url: string;
	readonly description: string;
	/** Null for every type, also those that there will be. */
	readonly eventTypes: readonly EventType[] | null;
	readonly status: EndpointStatus;
	/** Null unless it is disabled. */
	readonly disabledReason: DisabledReason | null;
	/** Those that sign, newest last; none once it is removed. */
	readonly signingSecrets: readonly SigningSecret[];
	/** Since when every attempt has failed; null where the last one did not. */
	readonly failingSince: number | null;
	/** When there is something to send, at the earliest; null for nothing. Not set by decisions. */
	readonly nextAttemptAt: number | null;
	/** Goes up with every `wake`, so that whoever works through the endpoint cannot miss one. Not set by decisions. */
	readonly wakeups: number;
	/** Compare-and-set counter: goes up with every write of a decision. */
	readonly revision: number;
	readonly createdAt: number;
	readonly createdBy: string;
	readonly updatedAt: number;
	readonly removedAt: number | null;
}

/** Rotated again and again within the overlap, so many sign at once, at most. */
export const MAX_SIGNING_SECRETS = 5;
