import type { WrappedKey } from '../ports.ts';
import type { RevocationReason } from './revocation-reason.ts';

/** What signs the certificates of one customer, and takes turns with others of the same customer. */
export interface CertificateAuthority {
	readonly customerId: string;
	/** 1 for the first; the highest one signs. */
	readonly generation: number;
	/** PEM. */
	readonly certificate: string;
	/** PKCS#8. */
	readonly wrapped: WrappedKey;
	readonly createdAt: number;
	readonly notAfter: number;
}

export type AuthorityKey = Pick<CertificateAuthority, 'customerId' | 'generation'>;

/** Of whole customers: every domain of one has the same authority. */
export interface CertificateAuthorityRepository {
	/** All of a customer, by generation. */
	list(customerId: string): Promise<readonly CertificateAuthority[]>;
	/** Inserts, unless the customer has this generation (then false). */
	insert(authority: CertificateAuthority): Promise<boolean>;
	/** Puts `next` in the place of `previous`, if it still is there (else false). */
	rewrap(key: AuthorityKey, previous: WrappedKey, next: WrappedKey): Promise<boolean>;
	/** Takes away all of a customer for good. */
	remove(customerId: string): Promise<void>;
	/** Crosses tenants (the sweep that re-wraps keys): in order of (`customerId`, `generation`). */
	listAll(after: AuthorityKey | undefined, limit: number): Promise<readonly CertificateAuthority[]>;
}

/** A certificate that its authority says holds no more (RFC 5280 §5.3). */
export interface RevokedCertificate extends AuthorityKey {
	/** Hexadecimal, in lower case. */
	readonly serialNumber: string;
	readonly revokedAt: number;
	readonly reason: RevocationReason;
	/** When it would have ended by itself; nobody needs to know of it long after. */
	readonly notAfter: number;
}

export interface RevokedCertificateRepository {
	/** Keeps those that are not kept yet; the others stay as they are. */
	insert(certificates: readonly RevokedCertificate[]): Promise<void>;
	/** Of one authority, by serial number; up to `limit` after this one. */
	list(authority: AuthorityKey, after: string | undefined, limit: number): Promise<readonly RevokedCertificate[]>;
	/** Takes away all of a customer. */
	remove(customerId: string): Promise<void>;
	/** Crosses tenants (a sweep): deletes up to `limit` with `notAfter` before this. Resolves to how many. */
	purgeExpired(before: number, limit: number): Promise<number>;
}
