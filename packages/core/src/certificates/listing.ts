import { DAY_MS } from '../durations.ts';
import type { LatchkeyEvent } from '../events/event.ts';
import type { Store } from '../store.ts';
import type { RevokedCertificate } from './repositories.ts';
import type { RevocationReason } from './revocation-reason.ts';

/** What was revoked stays on the list beyond its own end, for clocks that are behind (RFC 5280 §3.3). */
export const REVOKED_KEPT_MS = 30 * DAY_MS;

/**
 * Keeps, for the lists of revoked certificates, what events tell of certificates that ended before their own end. Can
 * be repeated. Nothing here waits for it: what authenticates looks at the application.
 */
export async function listRevoked(
	{ certificateAuthorities, revokedCertificates }: Pick<Store, 'certificateAuthorities' | 'revokedCertificates'>,
	customerId: string,
	events: readonly LatchkeyEvent[],
): Promise<void> {
	const revoked = events.flatMap((event) => revokedBy(event, customerId));
	if (revoked.length === 0) return;
	// Of a customer that was removed meanwhile, nothing is kept any more.
	const known = new Set((await certificateAuthorities.list(customerId)).map(({ generation }) => generation));
	await revokedCertificates.insert(revoked.filter(({ generation }) => known.has(generation)));
}

function revokedBy(event: LatchkeyEvent, customerId: string): RevokedCertificate[] {
	const reason = reasonOf(event);
	if (reason === undefined || !('notAfter' in event.data) || event.data.generation === null) return [];
	const { generation, serialNumber, notAfter } = event.data;
	const revokedAt = event.occurredAt;
	return notAfter <= revokedAt ? [] : [{ customerId, generation, serialNumber, revokedAt, reason, notAfter }];
}

/** What expired before its own end did so by the rules of its domain. */
function reasonOf(event: LatchkeyEvent): RevocationReason | undefined {
	switch (event.type) {
		case 'client_certificate.revoked':
			return event.data.reason;
		case 'client_certificate.rotated':
		case 'client_certificate.expired':
			return 'superseded';
		default:
			return undefined;
	}
}
