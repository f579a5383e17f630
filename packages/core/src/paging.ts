import { z } from 'zod';
import { invalidInput } from './input.ts';
import type { Tenant } from './tenants/tenant.ts';

export const MAX_PAGE = 100;
const DEFAULT_PAGE = 50;

/** Enough for the longest ids that a tenant, a Client ID and an endpoint may have. */
export const MAX_CURSOR_LENGTH = 600;

/** What every list takes. */
export const pageSchema = z.strictObject({
	/** 1 to 100; 50 where absent. */
	limit: z.int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
	/** `next` of the page before. */
	cursor: z.string().max(MAX_CURSOR_LENGTH).optional(),
});

/** Places in one list, for the next page to begin after: opaque to whoever carries them. */
export interface Cursors<Position> {
	/** What to pass as `cursor` for the page after; null at the end. */
	next(page: readonly Position[], limit: number, tenant: Tenant): string | null;
	/** Undefined where no cursor is given. Throws `invalid_input` for one of another list or tenant, and for none. */
	after(given: string | undefined, tenant: Tenant): Position | undefined;
}

/** `position` keeps of an item nothing but where it stands in the list of this name. */
export function cursorsOf<Position>(list: string, position: z.ZodType<Position>): Cursors<Position> {
	const schema = z.tuple([z.literal(list), z.string(), z.string(), position]);

	function parsed(given: string): z.output<typeof schema> | undefined {
		try {
			return schema.safeParse(JSON.parse(Buffer.from(given, 'base64url').toString('utf8'))).data;
		} catch {
			return undefined;
		}
	}

	return {
		next(page, limit, { customerId, domainId }) {
			const last = page.at(-1);
			if (last === undefined || page.length < limit) return null;
			return Buffer.from(JSON.stringify([list, customerId, domainId, position.parse(last)])).toString('base64url');
		},
		after(given, tenant) {
			if (given === undefined) return undefined;
			const [, customerId, domainId, place] = parsed(given) ?? [];
			if (place === undefined || customerId !== tenant.customerId || domainId !== tenant.domainId) {
				throw invalidInput([{ path: ['cursor'], message: 'is not a cursor of this list' }]);
			}
			return place;
		},
	};
}
