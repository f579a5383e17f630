import type { LatchkeyEvent } from '../src/events/event.ts';
import type { Delivery } from '../src/notifications/delivery.ts';
import { CLIENT_ID, NOW } from './samples.ts';

export const EVENT: LatchkeyEvent = {
	id: 'evt_0123456789abcdefghijkl',
	type: 'client_secret.revoked',
	customerId: 'acme',
	domainId: 'phones',
	clientId: CLIENT_ID,
	occurredAt: NOW,
	revision: 2,
	actor: { kind: 'user', userId: 'ada@acme', address: '192.0.2.7' },
	data: { secretId: 'sec_first', leaked: true },
};

/** As the fan-out makes it: to be sent at once. */
export function delivery(fields: Partial<Delivery> = {}): Delivery {
	return {
		deliveryId: 'dlv_0123456789abcdefghijkl',
		customerId: 'acme',
		domainId: 'phones',
		endpointId: 'ep_0123456789abcdefghijkl',
		event: EVENT,
		ordinal: 1,
		status: 'pending',
		nextAttemptAt: 0,
		attempts: 0,
		tries: 0,
		log: [],
		createdAt: NOW,
		...fields,
	};
}
