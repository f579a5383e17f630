import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { assertManages, grantIn } from '../applications/authorise.ts';
import { invalidInput, parseInput } from '../input.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { AuditType } from './entry.ts';
import { type AuditExportParts, exportLines, signedHead } from './export.ts';
import { type ToldEntry, toldEntry } from './json-lines.ts';
import type { AuditPosition } from './repository.ts';

const MAX_AUDIT_PAGE = 100;
const DEFAULT_PAGE = 50;
const MAX_CURSOR_LENGTH = 500;
const MAX_TEXT = 255;

export const listAuditSchema = z.strictObject({
	/** 1 to 100; 50 where absent. */
	limit: z.int().min(1).max(MAX_AUDIT_PAGE).optional(),
	/** `next` of the page before. */
	cursor: z.string().max(MAX_CURSOR_LENGTH).optional(),
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
			const { limit = DEFAULT_PAGE, cursor, type, ...filter } = parseInput(listAuditSchema, input);
			const after = cursor === undefined ? undefined : decodeCursor(cursor, tenant);
			const query = { ...filter, limit, after, type: type as AuditType | undefined };
			const found = await parts.audit.list(tenant, query);
			const last = found.at(-1);
			return {
				...tenant,
				items: found.map(toldEntry),
				next: found.length < limit || last === undefined ? null : encodeCursor(last, tenant),
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

const cursorSchema = z.tuple([z.string(), z.string(), z.int(), z.int()]);

function encodeCursor({ at, sequence }: AuditPosition, { customerId, domainId }: Tenant): string {
	return Buffer.from(JSON.stringify([customerId, domainId, at, sequence])).toString('base64url');
}

/** A cursor is of one tenant: in another one it is no cursor at all. */
function decodeCursor(cursor: string, tenant: Tenant): AuditPosition {
	const invalid = invalidInput([{ path: ['cursor'], message: 'is not one that this list gave' }]);
	let json: unknown;
	try {
		json = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
	} catch {
		throw invalid;
	}
	const { data } = cursorSchema.safeParse(json);
	if (data === undefined) throw invalid;
	const [customerId, domainId, at, sequence] = data;
	if (customerId !== tenant.customerId || domainId !== tenant.domainId) throw invalid;
	return { at, sequence };
}
