import { z } from 'zod';
import { LatchkeyError } from '../errors.ts';
import type { ListPosition } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** Enough for the longest ids that a tenant and a Client ID may have. */
export const MAX_CURSOR_LENGTH = 500;

const cursorSchema = z.tuple([z.string(), z.string(), z.int(), z.string().max(200)]);

/** A place in the list, for the next page to begin after: opaque to whoever carries it. */
export function encodeCursor({ createdAt, clientId }: ListPosition, { customerId, domainId }: Tenant): string {
	return Buffer.from(JSON.stringify([customerId, domainId, createdAt, clientId])).toString('base64url');
}

/** A cursor is of one tenant: in another one it is no cursor at all. */
export function decodeCursor(cursor: string, tenant: Tenant): ListPosition {
	const invalid = new LatchkeyError('invalid_input', 'cursor: is not one that this list gave', {
		issues: [{ path: ['cursor'], message: 'is not one that this list gave' }],
	});
	let json: unknown;
	try {
		json = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
	} catch {
		throw invalid;
	}
	const parsed = cursorSchema.safeParse(json);
	if (!parsed.success) throw invalid;
	const [customerId, domainId, createdAt, clientId] = parsed.data;
	if (customerId !== tenant.customerId || domainId !== tenant.domainId) throw invalid;
	return { createdAt, clientId };
}
