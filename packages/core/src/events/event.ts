import type { Tenant } from '../tenants/tenant.ts';

/** Who caused an event. */
export type EventActor =
	| { readonly kind: 'user'; readonly userId: string; readonly address: string | null }
	| { readonly kind: 'host' }
	| { readonly kind: 'system' };

export interface SecretEnds {
	readonly secretId: string;
	readonly overlapEndsAt: number | null;
}

/** What an administrator can edit, before or after. */
export interface EditableFields {
	readonly name?: string;
	readonly description?: string;
	readonly ownerId?: string;
	readonly privileges?: readonly string[];
}

/** What each type of event tells. Never a secret, a digest or a sealed value. */
export interface EventDataByType {
	'client_application.added': {
		readonly name: string;
		readonly ownerId: string;
		readonly privileges: readonly string[];
	};
	'client_application.changed': { readonly before: EditableFields; readonly after: EditableFields };
	'client_application.disabled': Record<never, never>;
	'client_application.enabled': Record<never, never>;
	'client_application.removed': { readonly name: string };
	'client_secret.added': {
		readonly secretId: string;
		readonly expiresAt: number | null;
		/** The earlier secrets, and until when each goes on working. */
		readonly superseded: readonly SecretEnds[];
	};
	'client_secret.revealed': { readonly secretId: string };
	'client_secret.revoked': { readonly secretId: string };
	'client_secret.expired': { readonly secretId: string };
	'client_secret.rotated': { readonly secretId: string };
	'policy.changed': { readonly before: { readonly showOnce: boolean }; readonly after: { readonly showOnce: boolean } };
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
		/** Absent where the event is about the whole domain. */
		readonly clientId: string | null;
		/** The document's revision that this event belongs to: orders the events of one document. */
		readonly revision: number;
		readonly actor: EventActor;
	};
