import type { ManagerHold } from '../applications/manager-holds.ts';
import type { ClientCertificate } from '../certificates/client-certificate.ts';
import type { RevocationReason } from '../certificates/revocation-reason.ts';
import type { DisabledReason } from '../notifications/endpoint.ts';
import type { PolicySettings } from '../policies/policy.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** Who caused an event. */
export type EventActor =
	| { readonly kind: 'user'; readonly userId: string; readonly address: string | null }
	/** The integration itself, by the credential that it presented. */
	| {
			readonly kind: 'client';
			readonly clientId: string;
			readonly credentialId: string;
			readonly address: string | null;
	  }
	| { readonly kind: 'host' }
	| { readonly kind: 'system' };

export interface SecretEnds {
	readonly secretId: string;
	readonly overlapEndsAt: number | null;
}

/** A secret that traffic has not left yet. */
export interface SecretInUse {
	readonly secretId: string;
	readonly lastUsedAt: number;
	readonly lastAddress: string | null;
}

/** What names a certificate that works no more, also to its authority's list of revoked ones. */
export type EndedCertificate = Pick<ClientCertificate, 'certificateId' | 'serialNumber' | 'generation' | 'notAfter'>;
/** Which public key. */
export interface KeyName {
	readonly kid: string;
	/** RFC 7638, by SHA-256. */
	readonly thumbprint: string;
}

/** What an administrator can edit, before or after. */
export interface EditableFields {
	readonly name?: string;
	readonly description?: string;
	readonly ownerId?: string;
	readonly privileges?: readonly string[];
	readonly allowedAddresses?: readonly string[];
	readonly tokenLifetimeSeconds?: number | null;
	readonly publicKeys?: readonly KeyName[];
	/** Without the query. */
	readonly jwksUri?: string | null;
	/** What only a manager may change. */
	readonly heldByManager?: readonly ManagerHold[];
}

/** What only a manager may change from now on; absent where that is as it was. */
export interface ChangedHolds {
	readonly heldByManager?: readonly ManagerHold[];
}

/** What of an endpoint can be edited, before or after. */
export interface EditableEndpoint {
	/**
	 * Of the URL no more than this, as many systems expect a key of theirs in its path; the same where only that changed.
	 */
	readonly origin?: string;
	readonly description?: string;
	readonly eventTypes?: readonly string[] | null;
	readonly status?: 'enabled' | 'paused' | 'disabled';
	/** The secret that signs from now on, when it was rotated. */
	readonly signingSecretId?: string;
}

/** What each type of event tells. Never a secret, a digest or a sealed value. */
export interface EventDataByType {
	'client_application.added': {
		readonly name: string;
		readonly ownerId: string;
		readonly privileges: readonly string[];
		readonly allowedAddresses: readonly string[];
		readonly tokenLifetimeSeconds: number | null;
		/** What only a manager may change; absent where nothing. */
		readonly heldByManager?: readonly ManagerHold[];
	};
	'client_application.changed': { readonly before: EditableFields; readonly after: EditableFields };
	'client_application.disabled': ChangedHolds;
	'client_application.enabled': ChangedHolds;
	'client_application.removed': { readonly name: string };
	/** All that were issued until then. */
	'client_application.tokens_revoked': Record<never, never>;
	/** Nobody has used it: what will be done about that, and when. */
	'client_application.idle': {
		readonly idleSince: number;
		readonly action: 'disable' | 'remove';
		readonly actionAt: number;
	};
	'client_secret.added': {
		readonly secretId: string;
		readonly expiresAt: number | null;
		/** The earlier secrets, and until when each goes on working. */
		readonly superseded: readonly SecretEnds[];
	};
	'client_secret.revealed': { readonly secretId: string };
	/** It was used for the first time. */
	'client_secret.adopted': { readonly secretId: string; readonly firstUsedAt: number; readonly address: string | null };
	'client_secret.revoked': { readonly secretId: string; readonly leaked: boolean };
	/** It was found where it does not belong; `revoked` where it was revoked for that. */
	'client_secret.leaked': {
		readonly secretId: string;
		readonly url: string | null;
		readonly source: string | null;
		readonly revoked: boolean;
	};
	'client_secret.expiring': { readonly secretId: string; readonly expiresAt: number };
	'client_secret.expired': { readonly secretId: string };
	'client_secret.rotated': { readonly secretId: string };
	/** A new secret waits to be taken up; null where it is minted only then. */
	'client_secret.rotation_offered': { readonly secretId: string | null; readonly deadlineAt: number };
	/**
	 * What is to be replaced is still in use, with the deadline at hand; `extendedTo` is the new one, if there is one.
	 */
	'client_secret.rotation_stalled': {
		readonly secretId: string | null;
		readonly deadlineAt: number;
		readonly extendedTo: number | null;
		readonly stillUsed: readonly SecretInUse[];
	};
	'client_secret.rotation_cancelled': { readonly secretId: string | null; readonly reinstated: readonly string[] };
	'client_certificate.added': {
		readonly certificateId: string;
		readonly serialNumber: string;
		readonly thumbprint: string;
		readonly origin: ClientCertificate['origin'];
		readonly expiresAt: number;
		/** The earlier certificates, and until when each goes on working. */
		readonly superseded: readonly { readonly certificateId: string; readonly overlapEndsAt: number }[];
	};
	/** It was used for the first time. */
	'client_certificate.adopted': {
		readonly certificateId: string;
		readonly firstUsedAt: number;
		readonly address: string | null;
	};
	'client_certificate.expiring': {
		readonly certificateId: string;
		readonly serialNumber: string;
		readonly expiresAt: number;
	};
	'client_certificate.expired': EndedCertificate;
	/** Its overlap with its successor is over. */
	'client_certificate.rotated': EndedCertificate;
	'client_certificate.revoked': EndedCertificate & { readonly reason: RevocationReason };
	'endpoint.added': {
		readonly endpointId: string;
		/** Of the URL no more than this. */
		readonly origin: string;
		readonly eventTypes: readonly string[] | null;
	};
	'endpoint.changed': {
		readonly endpointId: string;
		readonly before: EditableEndpoint;
		readonly after: EditableEndpoint;
	};
	/** Nothing is sent to it any more; what comes is kept, and can be replayed. */
	'endpoint.disabled': {
		readonly endpointId: string;
		readonly reason: DisabledReason;
		readonly failingSince: number | null;
	};
	'endpoint.removed': { readonly endpointId: string; readonly origin: string };
	/** Sent to this endpoint and no other, whatever types it wants. */
	'endpoint.test': { readonly endpointId: string };
	'policy.changed': { readonly before: Partial<PolicySettings>; readonly after: Partial<PolicySettings> };
	'policy.removed': Record<never, never>;
}

export type EventType = keyof EventDataByType;

/** An event as a pure decision makes it: without identity, which only the edge can give. */
export type DecidedEvent = {
	[T in EventType]: { readonly type: T; readonly data: EventDataByType[T] };
}[EventType];

/** Something that happened, committed in the same write as the state it is about. */
export type LatchkeyEvent = DecidedEvent &
	Tenant & {
		/** Unique and stable: `evt_` and 128 bits of chance. */
		readonly id: string;
		/** Milliseconds since the epoch. */
		readonly occurredAt: number;
		/** Null where the event is about the whole domain. */
		readonly clientId: string | null;
		/** The document's revision that this event belongs to: orders the events of one document. */
		readonly revision: number;
		readonly actor: EventActor;
	};
