import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { AuditCheckpoint, AuditContent, AuditEntry, ChainPoint } from './entry.ts';

/** The link that the first entry of a domain follows. */
export const FIRST_LINK = '';

const VERSION = 1;

/** SHA-256 of what an entry tells, as canonical JSON with `at` in RFC 3339, as it is exported; base64url. */
export function contentDigest({ eventId, type, at, actor, clientId, data }: AuditContent): string {
	return digestOf({ eventId, type, at: new Date(at).toISOString(), actor, clientId, data });
}

/** What the entry in this place comes to, with all that is before it. */
export function linkOf(tenant: Tenant, sequence: number, digest: string, previousLink: string): string {
	return digestOf([VERSION, tenant.customerId, tenant.domainId, sequence, digest, previousLink]);
}

/** The host's word for a link, by the key of its domain. */
export function macOf(key: KeyObject, link: string): string {
	return hmac(key, ['entry', link]);
}

/** The host's word that it has cut the chain there itself. */
export function checkpointProof(
	key: KeyObject,
	{ sequence, link, mac, cutAt }: Omit<AuditCheckpoint, 'proof'>,
): string {
	return hmac(key, ['checkpoint', sequence, link, mac, cutAt]);
}

/** Entries that follow on `head`, in order. */
export function extendChain(
	key: KeyObject,
	{ customerId, domainId }: Tenant,
	head: Pick<ChainPoint, 'sequence' | 'link'> | undefined,
	contents: readonly AuditContent[],
): AuditEntry[] {
	let { sequence, link } = head ?? { sequence: 0, link: FIRST_LINK };
	return contents.map((content) => {
		sequence += 1;
		link = linkOf({ customerId, domainId }, sequence, contentDigest(content), link);
		const { eventId, type, at, actor, clientId, data } = content;
		return { customerId, domainId, sequence, eventId, type, at, actor, clientId, data, link, mac: macOf(key, link) };
	});
}

/** The key of one domain: what proves an entry of one must prove none of another. */
export function domainKeyText({ customerId, domainId }: Tenant): string {
	return canonicalJson(['audit', customerId, domainId]);
}

function digestOf(value: unknown): string {
	return createHash('sha256').update(canonicalJson(value)).digest('base64url');
}

function hmac(key: KeyObject, value: unknown): string {
	return createHmac('sha256', key).update(canonicalJson(value)).digest('base64url');
}
