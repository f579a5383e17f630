import type { ClientApplication, ClientApplicationStatus } from './applications/client-application.ts';
import type { AuditRepository } from './audit/repository.ts';
import type { CertificateAuthorityRepository, RevokedCertificateRepository } from './certificates/repositories.ts';
import type { RevokedCredential } from './credentials/revoke.ts';
import type { LatchkeyEvent } from './events/event.ts';
import type { DeliveryRepository, EndpointRepository } from './notifications/repositories.ts';
import type { Policy } from './policies/policy.ts';
import type { WrappedKey } from './ports.ts';
import type { Tenant } from './tenants/tenant.ts';
import type { Transfer } from './transfer.ts';

/**
 * What a store must do. Every method rejects with `StoreUnavailableError` when it could not do its work, and never
 * answers a failure as an absence. What a method acknowledges is durable. Every method takes the tenant it works in,
 * but for what is of a whole customer, the sweeps, the feed of revocations, the look-up of a leaked secret and the
 * host's keys, which say so.
 */
export interface Store {
	readonly applications: ApplicationRepository;
	readonly policies: PolicyRepository;
	readonly outbox: Outbox;
	readonly dueWork: DueWork;
	readonly endpoints: EndpointRepository;
	readonly deliveries: DeliveryRepository;
	readonly usage: UsageRepository;
	readonly processes: ProcessRepository;
	readonly hostKeys: HostKeyRepository;
	readonly audit: AuditRepository;
	readonly revokedTokens: RevokedTokenRepository;
	readonly certificateAuthorities: CertificateAuthorityRepository;
	readonly revokedCertificates: RevokedCertificateRepository;
	readonly usedAssertions: UsedAssertionRepository;
	readonly transfer: Transfer;
	/** Resolves when the store can serve. */
	ping(): Promise<void>;
	close(): Promise<void>;
}

/** So many events that are not relayed yet a document holds; `outboxLimitFor` says of which the last places are for. */
export const OUTBOX_LIMIT = 500;

/**
 * - `done`: committed, with its events.
 * - `stale`: the document's revision is another one by now, or it is gone; read and decide again.
 * - `outbox_full`: nothing was written, since the document would have more events than `outboxLimitFor` allows.
 */
export type UpdateResult = 'done' | 'stale' | 'outbox_full';

/**
 * - `slot_taken`: another live application of the domain has this slot; try another.
 * - `client_id_taken`: an application with this Client ID exists. Where the slot is taken too, this is what is told.
 */
export type InsertApplicationResult = 'done' | 'slot_taken' | 'client_id_taken';

/** The fields that a decision may set. Fields that are absent keep their value. */
export type ApplicationChanges = Partial<Omit<ClientApplication, 'clientId' | 'customerId' | 'domainId' | 'revision'>>;

export type PolicyChanges = Partial<Omit<Policy, 'customerId' | 'domainId' | 'revision'>>;

/** A position in a list, newest first. */
export interface ListPosition {
	readonly createdAt: number;
	readonly clientId: string;
}

export interface ListQuery {
	/** 1 to 100. */
	readonly limit: number;
	/** Only what comes after this position. */
	readonly after?: ListPosition | undefined;
	/** Only applications of this owner. */
	readonly ownerId?: string | undefined;
	/** Enabled and disabled ones where absent; removed ones are never listed. */
	readonly status?: Exclude<ClientApplicationStatus, 'removed'> | undefined;
	/** Only where the name or the Client ID contains this text, both folded by `searchKey`: by the store, not by core. */
	readonly text?: string | undefined;
}

export interface ApplicationRepository {
	/** Inserts a document of revision 1 and its events in one write. */
	insert(application: ClientApplication, events: readonly LatchkeyEvent[]): Promise<InsertApplicationResult>;
	/** Removed ones too: a tombstone still says that its tokens are dead. */
	find(tenant: Tenant, clientId: string): Promise<ClientApplication | undefined>;
	/** Live applications, newest first by (`createdAt`, `clientId`), on an index. */
	list(tenant: Tenant, query: ListQuery): Promise<readonly ClientApplication[]>;
	/** Live applications; with `ownerId`, only theirs. */
	count(tenant: Tenant, ownerId?: string): Promise<number>;
	/** The slots that live applications take, in order. */
	slots(tenant: Tenant): Promise<readonly string[]>;
	/**
	 * Sets fields, raises `revision` by one and appends events, if the revision still is `expectedRevision`. Where
	 * another application has the slot that it would set, it rejects and writes nothing: core frees slots by `update` and
	 * takes them by `insert`.
	 */
	update(
		tenant: Tenant,
		clientId: string,
		expectedRevision: number,
		changes: ApplicationChanges,
		events: readonly LatchkeyEvent[],
	): Promise<UpdateResult>;
	/** Crosses tenants (the feed of revocations): what was invalidated at or after `since`, in order, by pages. */
	invalidatedSince(
		since: number,
		after: InvalidationPosition | undefined,
		limit: number,
	): Promise<readonly Invalidation[]>;
	/**
	 * Crosses tenants (a secret that was found somewhere says nothing of whose it is): the application that has a secret
	 * of this `fingerprint` now, or remembers one that has ended, by an index.
	 */
	findByFingerprint(fingerprint: string): Promise<ClientApplication | undefined>;
	/** An application of the domain that has a certificate for this key now (`keyThumbprint`), by an index. */
	findByCertificateKey(tenant: Tenant, keyThumbprint: string): Promise<ClientApplication | undefined>;
	/**
	 * Crosses tenants (a sweep): deletes up to `limit` removed ones with `removedAt` before this and nothing to
	 * relay, each with its usage. Resolves to how many.
	 */
	purgeRemoved(before: number, limit: number): Promise<number>;
}

export interface InvalidationPosition {
	readonly invalidatedAt: number;
	readonly clientId: string;
}

/** Which tokens of an application are dead, and what the living ones may still do. */
export interface Invalidation extends InvalidationPosition {
	/** The document's revision: of two readings, the higher one is the newer. */
	readonly revision: number;
	/** Tokens of an earlier epoch are dead. */
	readonly tokenEpoch: number;
	/** Tokens that one of these earned are dead. */
	readonly revokedCredentials: readonly RevokedCredential[];
	/** What the application holds now: a token that says more counts for no more. */
	readonly privileges: readonly string[];
	/** Where it may come from now. */
	readonly allowedAddresses: readonly string[];
}

export interface PolicyRepository {
	find(tenant: Tenant): Promise<Policy | undefined>;
	/** Inserts a document of revision 1, unless the domain has one (then false). */
	insert(policy: Policy): Promise<boolean>;
	update(
		tenant: Tenant,
		expectedRevision: number,
		changes: PolicyChanges,
		events: readonly LatchkeyEvent[],
	): Promise<UpdateResult>;
	/** The customer's domains that have a policy, by domain id; up to `limit` after this domain id. */
	listDomains(customerId: string, after: string | undefined, limit: number): Promise<readonly Policy[]>;
	/** Crosses tenants (the sweep that re-wraps data keys): policies in order of (`customerId`, `domainId`). */
	listAll(after: Tenant | undefined, limit: number): Promise<readonly Policy[]>;
	/**
	 * Crosses tenants (a sweep): deletes up to `limit` with `removedAt` before this and nothing to relay. Resolves to how
	 * many.
	 */
	purgeRemoved(before: number, limit: number): Promise<number>;
}

/** The events of one document that are not relayed yet, oldest first. */
export interface PendingEvents {
	readonly document: DocumentKey;
	readonly events: readonly LatchkeyEvent[];
	/** Of its oldest event: the store's own, to be passed back as it is. */
	readonly position: string;
}

export interface Outbox {
	/**
	 * Crosses tenants (what waits, for whoever watches it): up to `limit` documents that have pending events, in the
	 * order in which their oldest ones were committed; only those after `after`, the `position` of an earlier answer.
	 */
	pending(limit: number, after?: string): Promise<readonly PendingEvents[]>;
	/** Crosses tenants (the relay's sweep): as `pending`, of documents that nobody holds. */
	claim(claim: Claim): Promise<readonly PendingEvents[]>;
	/** Ends leases of this holder before their time; what somebody else holds by now is left alone. */
	release(holder: string, documents: readonly DocumentKey[]): Promise<void>;
	/** Takes events away without touching the document's revision. Events that are gone already are no error. */
	take(document: DocumentKey, eventIds: readonly string[]): Promise<void>;
}

/** A document that has an outbox. */
export interface DocumentKey {
	readonly tenant: Tenant;
	readonly kind: 'application' | 'policy' | 'endpoint';
	/** The Client ID or the endpoint's id; null for the policy, of which a domain has one. */
	readonly id: string | null;
}

/**
 * Asks for work. Each item is leased by itself and to one holder at a time, and while it is, nobody else is handed it,
 * nor its holder again; a lease ends by itself, so that a holder that dies loses its items and nothing else. A lease
 * keeps others away from wasted work, no more: what decides is the document's revision, which a lease does not touch.
 *
 * A lease is over at its end, by the clock of whoever asks, and also where it would end later than `LEASE_HORIZON`
 * times `leaseMs` from now: then a clock went back, and nothing must wait for it to catch up.
 */
export interface Claim {
	/** A name that no other claimer has, in this process or another. */
	readonly holder: string;
	/** By the claimer's clock; milliseconds since the epoch. */
	readonly now: number;
	/** From `now` on. All claimers of one kind of work use about the same. */
	readonly leaseMs: number;
	/** May be answered with fewer although there are more, but with none only where there are none. */
	readonly limit: number;
	/**
	 * A `partitionOf` to begin with where a store has contention to avoid: claimers that begin elsewhere meet less. A
	 * hint: what is due is handed out whatever its partition.
	 */
	readonly partition?: number | undefined;
}

/** See `Claim`. */
export const LEASE_HORIZON = 2;

/** What time alone changes: live applications by their `nextDueAt`. */
export interface DueWork {
	/**
	 * Crosses tenants (the sweep): applications with `nextDueAt` at or before `claim.now` that nobody holds, those first
	 * that waited longest.
	 */
	claim(claim: Claim): Promise<readonly ClientApplication[]>;
	/** Ends leases of this holder before their time; what somebody else holds by now is left alone. */
	release(holder: string, applications: readonly ApplicationKey[]): Promise<void>;
	/**
	 * Sets `nextDueAt` alone, if the revision still is `expectedRevision` (else false), and leaves the revision as it is:
	 * when it is looked at next is no change of an application that anybody could be too late for.
	 */
	reschedule(tenant: Tenant, clientId: string, expectedRevision: number, nextDueAt: number | null): Promise<boolean>;
	/** Crosses tenants: the earliest `nextDueAt` of all live ones, held or not; null where nothing is ever due. */
	nextAt(): Promise<number | null>;
}

export interface ApplicationKey {
	readonly tenant: Tenant;
	readonly clientId: string;
}

/** How much one credential was used, and when last. */
export interface CredentialUsage {
	readonly clientId: string;
	readonly credentialId: string;
	readonly tokensIssued: number;
	readonly firstUsedAt: number;
	readonly lastUsedAt: number;
	readonly lastAddress: string | null;
}

/** One token that was revoked by itself. */
export interface RevokedToken {
	/** Its `jti`. */
	readonly tokenId: string;
	readonly clientId: string;
	readonly revokedAt: number;
	/** When it would have expired; nobody needs to know of it long after. */
	readonly expiresAt: number;
}

export interface RevokedTokenPosition {
	readonly revokedAt: number;
	readonly tokenId: string;
}

export interface RevokedTokenRepository {
	/**
	 * Keeps a token; one that is kept already stays as it is. Resolves to false, and keeps nothing, where the application
	 * has `limit` that had not expired at `revokedAt`; several calls at the same time may go beyond by as many.
	 */
	insert(tenant: Tenant, token: RevokedToken, limit: number): Promise<boolean>;
	/**
	 * Crosses tenants (the feed of revocations): what was revoked at or after `since` and has not expired at `now`, in
	 * order, by pages, on an index that says all of it: it is asked every second.
	 */
	revokedSince(
		since: number,
		now: number,
		after: RevokedTokenPosition | undefined,
		limit: number,
	): Promise<readonly RevokedToken[]>;
	/** Crosses tenants (a sweep): deletes up to `limit` with `expiresAt` before this. Resolves to how many. */
	purgeExpired(before: number, limit: number): Promise<number>;
}

/** A client assertion (RFC 7523) that has served. */
export interface UsedAssertion {
	readonly clientId: string;
	/** Of its `jti`. */
	readonly digest: string;
	/** From when it would not be taken any more; milliseconds since the epoch. */
	readonly expiresAt: number;
}

export interface UsedAssertionRepository {
	/**
	 * Keeps it, unless one of this client and digest is kept (then false): by one insert on their key, so that of however
	 * many calls in however many processes exactly one resolves to true.
	 */
	use(tenant: Tenant, assertion: UsedAssertion): Promise<boolean>;
	/** Crosses tenants (a sweep): deletes up to `limit` with `expiresAt` before this. Resolves to how many. */
	purgeExpired(before: number, limit: number): Promise<number>;
}

export interface UsageRepository {
	/**
	 * Adds counts, keeps the earliest and the latest time; one write for the batch. Drops what is of no application of
	 * the tenant: a batch that comes after the purge would stay for ever.
	 */
	record(tenant: Tenant, usages: readonly CredentialUsage[]): Promise<void>;
	find(tenant: Tenant, clientIds: readonly string[]): Promise<readonly CredentialUsage[]>;
}

/** A process that counts usage, and up to when it has written out all that it saw; milliseconds since the epoch. */
export interface ProcessReport {
	readonly processId: string;
	readonly usageWrittenUntil: number;
}

/** Not of any tenant: which processes may still hold usage that nobody else knows of. */
export interface ProcessRepository {
	/** Puts the report in the place of the earlier one of this process. */
	report(report: ProcessReport): Promise<void>;
	list(): Promise<readonly ProcessReport[]>;
	/** Forgets processes that have ended. One that is not known is no error. */
	remove(processIds: readonly string[]): Promise<void>;
}

/** A key of the whole host: it signs tokens, or keys the digests of secrets or the chains of the audit log. */
export interface HostKey {
	readonly keyId: string;
	readonly purpose: 'token_signing' | 'secret_digest' | 'audit';
	/** JWS algorithm of a signing key; null for any other. */
	readonly algorithm: string | null;
	/**
	 * Public JWK (RFC 7517) as JSON, for the record: what verifies is taken from `wrapped`. Null for what is no key pair.
	 */
	readonly publicJwk: string | null;
	readonly wrapped: WrappedKey;
	readonly createdAt: number;
	/** A signing key is published from `createdAt` and signs from here. */
	readonly activatesAt: number;
}

export interface HostKeyRepository {
	/** Not of any tenant. All keys, by (`createdAt`, `keyId`). */
	list(): Promise<readonly HostKey[]>;
	/** Inserts, unless the key id is taken (then false). */
	insert(key: HostKey): Promise<boolean>;
	/** Puts `next` in the place of `previous`, if it still is there (else false). */
	rewrap(keyId: string, previous: WrappedKey, next: WrappedKey): Promise<boolean>;
	/** Takes keys away for good. One that is not there is no error. */
	remove(keyIds: readonly string[]): Promise<void>;
}

export const PARTITIONS = 64;

/** 0 to 63, from the tenant alone: FNV-1a (32 bits), since it needs to be even and stable, not strong. */
export function partitionOf({ customerId, domainId }: Tenant): number {
	let hash = 0x811c9dc5;
	for (const character of `${customerId}.${domainId}`) {
		hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
	}
	return (hash >>> 0) % PARTITIONS;
}

/** How text is folded before it is searched: on both sides, by every store. */
export function searchKey(text: string): string {
	return text.normalize('NFKC').toLowerCase();
}
