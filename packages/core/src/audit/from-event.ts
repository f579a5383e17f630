import type { EventActor, LatchkeyEvent } from '../events/event.ts';
import type { AuditActor, AuditContent } from './entry.ts';

/** What the entry of an event tells: the event's own words. */
export function contentOfEvent({ id, type, occurredAt, actor, clientId, data }: LatchkeyEvent): AuditContent {
	return { eventId: id, type, at: occurredAt, actor: auditActor(actor), clientId, data: { ...data } };
}

export function auditActor(actor: EventActor): AuditActor {
	switch (actor.kind) {
		case 'user':
			return { kind: 'user', id: actor.userId, credentialId: null, address: actor.address };
		case 'client':
			return { kind: 'client', id: actor.clientId, credentialId: actor.credentialId, address: actor.address };
		case 'host':
		case 'system':
			return { kind: actor.kind, id: null, credentialId: null, address: null };
	}
}
