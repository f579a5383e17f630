import type { Actor } from './actors/actor.ts';
import type { Session } from './actors/session.ts';
import type { ApplicationService } from './applications/service.ts';
import type { AuditService } from './audit/service.ts';
import type { AuditVerification } from './audit/verification.ts';
import type { Background } from './background.ts';
import type { Authorities } from './certificates/authorities.ts';
import type { RevocationLists } from './certificates/revocation-lists.ts';
import type { CertificateService } from './certificates/service.ts';
import type { MassRevocation } from './credentials/mass-revocation.ts';
import type { KeyInspection } from './keys/inspect-keys.ts';
import type { RekeyProgress } from './keys/rekey.ts';
import type { LeakService } from './leaks/service.ts';
import type { EndpointService } from './notifications/service.ts';
import type { PolicyService } from './policies/service.ts';
import type { Logger } from './ports.ts';
import type { PrivilegeDefinition } from './privileges.ts';
import type { SecretService } from './secrets/service.ts';
import type { SelfService } from './self/service.ts';
import type { Offboarding } from './tenants/offboarding.ts';
import type { TokenIssuer } from './tokens/issue.ts';
import type { CheckedTokenSettings } from './tokens/settings.ts';
import type { JsonWebKeySet, SigningKeys } from './tokens/signing-keys.ts';
import type { TokenStanding } from './tokens/standing.ts';
import type { TokenVerifier } from './tokens/verify.ts';
import type { UseReport } from './usage/report.ts';

/**
 * Latchkey, embedded: its services, and the life of its background work. What is done for a user takes the actor first.
 * What the host does itself takes none: it is in a service that is for the host alone, as offboarding is, or its name
 * ends in `AsHost`.
 */
export interface Latchkey {
	readonly applications: ApplicationService;
	readonly secrets: SecretService;
	readonly certificates: CertificateService;
	/** For anybody: what a customer's certificates are verified by, and which of them hold no more. */
	readonly certificateAuthorities: Pick<Authorities, 'certificates'> & {
		readonly revocationList: RevocationLists['list'];
	};
	readonly self: SelfService;
	readonly policies: PolicyService;
	readonly leaks: LeakService;
	readonly massRevocation: MassRevocation;
	readonly useReport: UseReport;
	/** Where notifications go, and what became of them. */
	readonly endpoints: EndpointService;
	readonly offboarding: Offboarding;
	readonly audit: AuditService;
	readonly auditVerification: AuditVerification;
	readonly tokens: TokenIssuer & TokenVerifier & TokenStanding;
	readonly tokenSettings: CheckedTokenSettings;
	/** What a worker must run, in this process or another: without one, no event is relayed and no time passes. */
	readonly background: Background;
	/** The host's catalogue. */
	readonly privileges: readonly PrivilegeDefinition[];
	/** Redacts secrets; logs where the host's logger logs. */
	readonly logger: Logger;
	session(actor: Actor): Session;
	/** The public signing keys (RFC 7517). */
	publicKeys(): Promise<JsonWebKeySet>;
	/** Of the signing keys: what there is, and a new one at once after a compromise. */
	readonly signingKeys: Pick<SigningKeys, 'list' | 'rotateNow'>;
	/** Wraps every key in the store by the current key-encryption key; resolves to how many were not yet. */
	rekey(onProgress?: (progress: RekeyProgress) => void): Promise<number>;
	/** Unwraps every key in the store and tells by which key-encryption key each is wrapped; changes nothing. */
	inspectKeys(): Promise<KeyInspection>;
	/** Resolves when the store serves; rejects with what is wrong. */
	ready(): Promise<void>;
	/** Makes the keys where there are none yet, and begins to write out what is counted. */
	start(): Promise<void>;
	/** Drains what is in hand, writes out what is buffered, and closes the store. */
	close(): Promise<void>;
}
