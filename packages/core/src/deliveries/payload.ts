import type { LatchkeyEvent } from '../events/event.ts';

/**
 * The body of a notification: `{type, timestamp, data}` as Standard Webhooks recommends. Who did it is for the audit,
 * not for a receiver; events hold no secret, so neither does this.
 */
export function payloadOf({ type, occurredAt, customerId, domainId, clientId, data }: LatchkeyEvent): string {
	return JSON.stringify({
		type,
		timestamp: new Date(occurredAt).toISOString(),
		data: { ...data, customerId, domainId, ...(clientId === null ? {} : { clientId }) },
	});
}
