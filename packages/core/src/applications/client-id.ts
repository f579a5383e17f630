import type { Random } from '../ports.ts';
import { randomBase62 } from '../secrets/base62.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** 22 characters of base 62: 130 bits. */
const RANDOM_LENGTH = 22;
const CLIENT_ID = /^([A-Za-z0-9_-]{1,16})\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})\.[0-9A-Za-z]{22}$/;

/**
 * `<prefix>.<customer>.<domain>.<random>`, of URL-unreserved characters only (RFC 3986 §2.3), so that clients that
 * encode their credentials and clients that do not send the same.
 */
export function generateClientId(random: Random, prefix: string, tenant: Tenant): string {
	return `${prefix}.${tenant.customerId}.${tenant.domainId}.${randomBase62(random, RANDOM_LENGTH)}`;
}

/** What a Client ID says of itself, without a look-up. */
export interface ClientIdParts extends Tenant {
	readonly prefix: string;
}

/** Undefined where the text is no Client ID, whatever its prefix. */
export function parseClientId(text: string): ClientIdParts | undefined {
	const [, prefix, customerId, domainId] = CLIENT_ID.exec(text) ?? [];
	if (prefix === undefined || customerId === undefined || domainId === undefined) return undefined;
	return { prefix, customerId, domainId };
}

/** The tenant that a Client ID names, without a look-up; undefined where the text is no Client ID of this prefix. */
export function tenantOfClientId(clientId: string, prefix: string): Tenant | undefined {
	const parts = parseClientId(clientId);
	if (parts === undefined || parts.prefix !== prefix) return undefined;
	return { customerId: parts.customerId, domainId: parts.domainId };
}
