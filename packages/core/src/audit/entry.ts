import type { EventActor, EventType } from '../events/event.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** Who did it, and from where. */
export interface AuditActor {
	readonly kind: EventActor['kind'];
	/** The user id, or the Client ID of an integration; null for the host and for time itself. */
	readonly id: string | null;
	/** What an integration presented: which secret, certificate or key. */
	readonly credentialId: string | null;
	readonly address: string | null;
}

/**
 * What an entry can be about: everything that events tell, and what no event tells since nothing was committed.
 * - `access.refused`: somebody tried what they may not do, or what they may not see.
 * - `access.refusals_suppressed`: they went on; how often is counted, and not each is told.
 */
export type AuditType = EventType | 'access.refused' | 'access.refusals_suppressed';

/** What an entry tells. Never a secret, a digest or a sealed value. */
export interface AuditContent {
	/** Of the event that it was made from; unique within the domain. */
	readonly eventId: string;
	readonly type: AuditType;
	/** When it happened, not when it was entered; milliseconds since the epoch. */
	readonly at: number;
	readonly actor: AuditActor;
	/** The client application that it is about; null where it is about the domain. */
	readonly clientId: string | null;
	/** By the type: what was before and what is after, and which credential or endpoint. */
	readonly data: Readonly<Record<string, unknown>>;
}

/** Where a chain is: an entry of it, and everything before. */
export interface ChainPoint {
	/** 1 for the first entry of a domain, and then without a gap. */
	readonly sequence: number;
	/** What the entry and all before it come to, by SHA-256, base64url: anybody can compute it. */
	readonly link: string;
	/** That the host made this link, by HMAC-SHA256 under its key, base64url: nobody else can. */
	readonly mac: string;
}

/** One entry in the chain of its domain. */
export interface AuditEntry extends Tenant, AuditContent, ChainPoint {}

/** Where retention has cut a chain: entries up to this one are gone by the host's own doing. */
export interface AuditCheckpoint extends Tenant, ChainPoint {
	readonly cutAt: number;
	/** That the host has cut here, base64url; the `mac` of an entry does not say that. */
	readonly proof: string;
}
