import type { EventDataByType, EventType, LatchkeyEvent, Tenant } from '@latchkey/core';
import { inTurn, unique } from './built.ts';

/** What an event is about: an application, or with a null `clientId` the domain. */
export type EventSubject = Tenant & { readonly clientId: string | null };

/** `count` events of one write, oldest first. */
export function buildEvents(
	subject: EventSubject,
	count: number,
	fields: Partial<Omit<LatchkeyEvent, keyof EventSubject | 'type' | 'data'>> = {},
): LatchkeyEvent[] {
	return Array.from({ length: count }, () =>
		buildEvent(subject, 'client_secret.revealed', { secretId: 'sec_1' }, fields),
	);
}

export function buildEvent<T extends EventType>(
	{ customerId, domainId, clientId }: EventSubject,
	type: T,
	data: EventDataByType[T],
	fields: Partial<Omit<LatchkeyEvent, keyof EventSubject | 'type' | 'data'>> = {},
): LatchkeyEvent {
	const event = {
		id: `evt_${unique()}`,
		customerId,
		domainId,
		clientId,
		occurredAt: inTurn(),
		revision: 1,
		actor: { kind: 'user', userId: 'user-1', address: '192.0.2.1' } as const,
		...fields,
		type,
		data,
	};
	// A type parameter cannot show that `type` and `data` belong together; the signature makes sure of it.
	return event as LatchkeyEvent;
}
