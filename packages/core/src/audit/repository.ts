import type { Tenant } from '../tenants/tenant.ts';
import type { AuditCheckpoint, AuditEntry, AuditType } from './entry.ts';

/**
 * Why an entry was not appended.
 * - `sequence_taken`: the domain has another entry in its place; read the head and link anew.
 * - `event_known`: the domain has an entry of this event. Where its place is taken too, this is what is told.
 */
export type AppendConflict = 'sequence_taken' | 'event_known';

/**
 * How many of the entries are in the chain now, from the first on, and what stopped at the one after; null for nothing.
 */
export interface AppendResult {
	readonly appended: number;
	readonly conflict: AppendConflict | null;
}

/** A position in a list, newest first. */
export interface AuditPosition {
	readonly at: number;
	readonly sequence: number;
}

export interface AuditQuery {
	readonly limit: number;
	/** Only what comes after this position. */
	readonly after?: AuditPosition | undefined;
	readonly clientId?: string | undefined;
	readonly type?: AuditType | undefined;
	/** The `id` of the actor. */
	readonly actorId?: string | undefined;
	/** At or after this time, and before that one; milliseconds since the epoch. */
	readonly from?: number | undefined;
	readonly to?: number | undefined;
}

/** Where the sweep is that looks for old entries. */
export interface ExpiredEntry extends Tenant, AuditPosition {}

/** The audit log. Nothing changes an entry, and only `cut` deletes any. */
export interface AuditRepository {
	/**
	 * Appends entries of one domain whose sequences follow on each other: in order, as far as it can, each in one write
	 * or all in one. Unique are, within a domain, the sequence and the event.
	 */
	append(tenant: Tenant, entries: readonly AuditEntry[]): Promise<AppendResult>;
	/** Of these events, those that have an entry. */
	known(tenant: Tenant, eventIds: readonly string[]): Promise<ReadonlySet<string>>;
	/** The entry with the highest sequence; where all were cut, the checkpoint. */
	head(tenant: Tenant): Promise<AuditEntry | AuditCheckpoint | undefined>;
	/** Newest first by (`at`, `sequence`), on an index. */
	list(tenant: Tenant, query: AuditQuery): Promise<readonly AuditEntry[]>;
	/** In the order of the chain: up to `limit` with a sequence above `after`. */
	read(tenant: Tenant, after: number, limit: number): Promise<readonly AuditEntry[]>;
	checkpoint(tenant: Tenant): Promise<AuditCheckpoint | undefined>;
	/**
	 * Keeps the checkpoint, unless a later one is kept already, and then deletes the entries that it covers. Resolves to
	 * how many it deleted. Cut short in between, it leaves entries that are covered, for the next time.
	 */
	cut(checkpoint: AuditCheckpoint): Promise<number>;
	/** Crosses tenants (a sweep): entries with `at` before this, in order of (`at`, tenant, `sequence`), by pages. */
	expired(before: number, after: ExpiredEntry | undefined, limit: number): Promise<readonly ExpiredEntry[]>;
	/**
	 * Crosses tenants (for an operator): those that have entries or a checkpoint, in order; up to `limit` after this one.
	 */
	tenants(after: Tenant | undefined, limit: number): Promise<readonly Tenant[]>;
}
