import type { ClientApplication } from './applications/client-application.ts';
import type { AuditCheckpoint, AuditEntry } from './audit/entry.ts';
import type { CertificateAuthority, RevokedCertificate } from './certificates/repositories.ts';
import type { LatchkeyEvent } from './events/event.ts';
import type { Delivery } from './notifications/delivery.ts';
import type { Endpoint } from './notifications/endpoint.ts';
import type { Policy } from './policies/policy.ts';
import type { CredentialUsage, HostKey, RevokedToken, UsedAssertion } from './store.ts';
import type { Tenant } from './tenants/tenant.ts';

/** The records of a store by kind, each whole: what a copy of it consists of. Leases are not among them. */
export interface TransferRecords {
	readonly applications: { readonly application: ClientApplication; readonly events: readonly LatchkeyEvent[] };
	readonly policies: { readonly policy: Policy; readonly events: readonly LatchkeyEvent[] };
	readonly endpoints: { readonly endpoint: Endpoint; readonly events: readonly LatchkeyEvent[] };
	readonly deliveries: Delivery;
	readonly usage: Tenant & CredentialUsage;
	readonly hostKeys: HostKey;
	readonly auditEntries: AuditEntry;
	readonly auditCheckpoints: AuditCheckpoint;
	readonly revokedTokens: Tenant & RevokedToken;
	readonly certificateAuthorities: CertificateAuthority;
	readonly revokedCertificates: RevokedCertificate;
	readonly usedAssertions: Tenant & UsedAssertion;
}

export type TransferKind = keyof TransferRecords;

export const TRANSFER_KINDS: readonly TransferKind[] = [
	'hostKeys',
	'policies',
	'applications',
	'endpoints',
	'deliveries',
	'usage',
	'auditCheckpoints',
	'auditEntries',
	'revokedTokens',
	'certificateAuthorities',
	'revokedCertificates',
	'usedAssertions',
];

export interface TransferPage<Kind extends TransferKind> {
	readonly records: readonly TransferRecords[Kind][];
	/** To be passed as `after` for the page after; the store's own. Null at the end. */
	readonly next: string | null;
}

/** Crosses tenants: for an operator who moves a store into another. */
export interface Transfer {
	/**
	 * Removed ones too, each with what waits to be relayed, in order of their keys (byte by byte, so that two stores can
	 * be compared side by side): `keyId`; `customerId`, `domainId`; `clientId`; `endpointId`; `deliveryId`; `customerId`,
	 * `domainId`, `clientId`, and `credentialId`, `tokenId` or `digest`; `customerId`, `domainId`; `customerId`,
	 * `domainId`, `sequence` (as a number); `customerId`, `generation` (as a number); these and `serialNumber`. A page
	 * may be empty before the end.
	 */
	read<Kind extends TransferKind>(kind: Kind, after: string | undefined, limit: number): Promise<TransferPage<Kind>>;
	/**
	 * Puts each record as it is in the place of what has its key, revision and events too: to write it again changes
	 * nothing. Where it rejects (a slot that another application has, say), any of the records may have been written.
	 */
	write<Kind extends TransferKind>(kind: Kind, records: readonly TransferRecords[Kind][]): Promise<void>;
	count(kind: TransferKind): Promise<number>;
}
