import type { Attempt, NewDelivery, Tenant } from '@latchkey/core';
import { BUILT_AT, unique } from './built.ts';
import { buildEvent } from './events.ts';

/** A delivery of an event of some application, to be sent at once. */
export function buildDelivery(
	{ customerId, domainId }: Tenant,
	endpointId: string,
	fields: Partial<Omit<NewDelivery, keyof Tenant | 'endpointId'>> = {},
): NewDelivery {
	const random = unique();
	const subject = { customerId, domainId, clientId: `lk.${customerId}.${domainId}.app` };
	return {
		customerId,
		domainId,
		endpointId,
		deliveryId: `dlv_${random}`,
		event: buildEvent(subject, 'client_secret.revealed', { secretId: 'sec_1' }),
		status: 'pending',
		nextAttemptAt: 0,
		attempts: 0,
		tries: 0,
		log: [],
		createdAt: BUILT_AT,
		...fields,
	};
}

export function buildAttempt(fields: Partial<Attempt> = {}): Attempt {
	return { at: BUILT_AT, durationMs: 12, status: 200, error: null, answerStart: 'ok', ...fields };
}
