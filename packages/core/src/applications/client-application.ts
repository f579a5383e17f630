import type { RegisteredKey, RegisteredKeySet } from '../assertions/public-key.ts';
import type { ClientCertificate } from '../certificates/client-certificate.ts';
import type { RevokedCredential } from '../credentials/revoke.ts';
import type { LifecycleState } from '../lifecycle/state.ts';
import type { ClientSecret, EndedSecret } from '../secrets/client-secret.ts';
import type { Tenant } from '../tenants/tenant.ts';

export type ClientApplicationStatus = 'enabled' | 'disabled' | 'removed';

/**
 * One integration's identity, as the store keeps it: one document, plain data. Times are milliseconds since the epoch.
 */
export interface ClientApplication extends Tenant {
	readonly clientId: string;
	/** The place it takes under the domain's limit (`slotName`), or a name of its own once removed (`tombstoneSlot`). */
	readonly slot: string;
	readonly name: string;
	readonly description: string;
	readonly ownerId: string;
	readonly privileges: readonly string[];
	/** Where it may come from: `sourceRange`s, sorted; anywhere where empty. */
	readonly allowedAddresses: readonly string[];
	/** How long its tokens live, in seconds; as the host has it where null. */
	readonly tokenLifetimeSeconds: number | null;
	readonly status: ClientApplicationStatus;
	/** Only secrets that may still work, oldest first. What ends is taken out and shredded. */
	readonly secrets: readonly ClientSecret[];
	/** Only certificates that may still work, oldest first. */
	readonly certificates: readonly ClientCertificate[];
	/** Lately, or with secrets that work and were given to who held them; oldest first. */
	readonly endedSecrets: readonly EndedSecret[];
	/** By which it signs assertions (RFC 7523). */
	readonly publicKeys: readonly RegisteredKey[];
	/** Where it publishes more of them; never beside `publicKeys`. */
	readonly keySet: RegisteredKeySet | null;
	/** Credentials whose tokens are dead too, kept for as long as such a token could live. */
	readonly revokedCredentials: readonly RevokedCredential[];
	/** Goes up when every token issued so far must die: a count, so that no clock can bring one back. */
	readonly tokenEpoch: number;
	/** Compare-and-set counter: goes up with every write of a decision. */
	readonly revision: number;
	readonly createdAt: number;
	readonly createdBy: string;
	readonly updatedAt: number;
	readonly removedAt: number | null;
	/** When tokens of this application last died or changed their worth; read by the feed of revocations. */
	readonly invalidatedAt: number | null;
	readonly lifecycle: LifecycleState;
	/** When the life cycle looks at this application next, so that due work is found by an index; null for never. */
	readonly nextDueAt: number | null;
	/** With an Idempotency-Key: a digest of the request that added it. */
	readonly requestDigest: string | null;
}

const SLOT_DIGITS = 7;

/** Fixed width, so that live slots sort before `tombstoneSlot` and in order of their number. */
export function slotName(slot: number): string {
	return String(slot).padStart(SLOT_DIGITS, '0');
}

export function tombstoneSlot(clientId: string): string {
	return `removed:${clientId}`;
}

/** The first slot name that is not a live one: live slots are exactly those that sort before it. */
export const FIRST_TOMBSTONE_SLOT = 'removed:';
