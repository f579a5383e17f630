import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { assertManages, grantIn } from '../applications/authorise.ts';
import { parseInput } from '../input.ts';
import { cursorsOf, pageSchema } from '../paging.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { AuditType } from './entry.ts';
import { type AuditExportParts, exportLines, signedHead } from './export.ts';
import { type ToldEntry, toldEntry } from './json-lines.ts';

const MAX_TEXT = 255;

export const listAuditSchema = z.strictObject({
	...pageSchema.shape,
	/** Only what is about this client application. */
	clientId: z.string().max(MAX_TEXT).optional(),
	/** Only of this type. */
	type: z.string().max(MAX_TEXT).optional(),
	/** Only what this user or this client application did, by their id. */
	actorId: z.string().max(MAX_TEXT).optional(),
	/** At or after this time; milliseconds since the epoch. */
	from: z.int().optional(),
	/** Before this time. */
	to: z.int().optional(),
});
export type ListAuditInput = z.input<typeof listAuditSchema>;

const cursors = cursorsOf('audit', z.object({ at: z.int(), sequence: z.int() }));

export interface AuditPage extends Tenant {
	/** Newest first. */
	readonly items: readonly ToldEntry[];
	/** What to pass as `cursor` for the page after; null at the end. */
	readonly next: string | null;
	/** How far the whole log has come, signed: worth keeping elsewhere. Null where it is empty. */
	readonly head: string | null;
}

/** The audit log, for actors who manage the domain. Throws `not_found` and `forbidden`. */
export interface AuditService {
	list(actor: Actor, domainId: string, input?: ListAuditInput): Promise<AuditPage>;
	/** All of it, as lines of JSON, from the oldest entry to the signed head: see `verifyExport`. */
	exportLines(actor: Actor, domainId: string): Promise<AsyncIterable<string>>;
	/** Null where the log is empty. */
	head(actor: Actor, domainId: string): Promise<string | null>;
}

export function auditService(parts: AuditExportParts): AuditService {
	const managed = (actor: Actor, domainId: string): Tenant => {
		const { tenant, grant } = grantIn(actor, domainId);
		assertManages(grant);
		return tenant;
	};

	return {
		async list(actor, domainId, input = {}) {
			const tenant = managed(actor, domainId);
			const { limit, cursor, type, ...filter } = parseInput(listAuditSchema, input);
			const after = cursors.after(cursor, tenant);
			const query = { ...filter, limit, after, type: type as AuditType | undefined };
			const found = await parts.audit.list(tenant, query);
			return {
				...tenant,
				items: found.map(toldEntry),
				next: cursors.next(found, limit, tenant),
				head: await signedHead(parts, tenant),
			};
		},
		async exportLines(actor, domainId) {
			return exportLines(parts, managed(actor, domainId));
		},
		async head(actor, domainId) {
			return signedHead(parts, managed(actor, domainId));
		},
	};
}
