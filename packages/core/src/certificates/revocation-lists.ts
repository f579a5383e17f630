import { DAY_MS, MINUTE_MS } from '../durations.ts';
import type { Clock } from '../ports.ts';
import { recentlyUsed } from '../recently-used.ts';
import { type Authorities, type OpenAuthority, wholeSeconds } from './authorities.ts';
import type { RevokedCertificate, RevokedCertificateRepository } from './repositories.ts';

/** Certificate revocation lists (RFC 5280 §5), made when they are asked for. */
export interface RevocationLists {
	/** Of a customer's newest authority, or of that of a generation, as DER; undefined where there is none. */
	list(customerId: string, generation?: number): Promise<Uint8Array | undefined>;
}

export interface RevocationListsParts {
	readonly authorities: Pick<Authorities, 'find'>;
	readonly repository: Pick<RevokedCertificateRepository, 'list'>;
	readonly clock: Clock;
}

/** How long a list may be relied on where no newer one can be had. */
const VALID_MS = 7 * DAY_MS;
const PAGE = 1000;
const MAX_CACHED = 100;

export function revocationLists({ authorities, repository, clock }: RevocationListsParts): RevocationLists {
	const made = recentlyUsed<string, { readonly at: number; readonly der: Promise<Uint8Array> }>(MAX_CACHED);

	async function revokedBy(authority: OpenAuthority): Promise<readonly RevokedCertificate[]> {
		const revoked: RevokedCertificate[] = [];
		for (;;) {
			const page = await repository.list(authority, revoked.at(-1)?.serialNumber, PAGE);
			revoked.push(...page);
			if (page.length < PAGE) return revoked;
		}
	}

	async function make(authority: OpenAuthority, now: number): Promise<Uint8Array> {
		const { revocationList } = await import('./x509/toolkit.ts');
		const thisUpdate = wholeSeconds(now);
		return revocationList(authority, await revokedBy(authority), {
			number: now,
			thisUpdate,
			nextUpdate: thisUpdate + VALID_MS,
		});
	}

	return {
		async list(customerId, generation) {
			const authority = await authorities.find(customerId, generation);
			if (authority === undefined) return undefined;
			const now = clock.now();
			// By its certificate: a customer that was removed and came back has another authority of the same name.
			const known = made.get(authority.certificate);
			if (known !== undefined && Math.abs(now - known.at) < MINUTE_MS) return known.der;
			// Anybody may ask, and all at once: one is made for all of them.
			const der = make(authority, now);
			made.set(authority.certificate, { at: now, der });
			der.catch(() => made.delete(authority.certificate));
			return der;
		},
	};
}
