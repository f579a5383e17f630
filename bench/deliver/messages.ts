import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { LatchkeyEvent, Tenant } from '@latchkey/core';
import { buildEvent } from '@latchkey/testing';

const DOMAINS = 16;
const ENDPOINTS_PER_DOMAIN = 4;
/** First attempts of one application go out one after the other. */
const APPLICATIONS = 8;

/** Where notifications go: number by number, its domain. */
export const ENDPOINT_TENANTS: readonly Tenant[] = Array.from(
	{ length: DOMAINS * ENDPOINTS_PER_DOMAIN },
	(_, index) => ({ customerId: 'acme', domainId: `domain-${Math.floor(index / ENDPOINTS_PER_DOMAIN)}` }),
);

/** One event for one endpoint, by the endpoint's number. */
export interface Message {
	readonly endpoint: number;
	readonly event: LatchkeyEvent;
}

export function messages(count: number): Message[] {
	return Array.from({ length: count }, (_, index) => {
		const endpoint = index % ENDPOINT_TENANTS.length;
		const { customerId = '', domainId = '' } = ENDPOINT_TENANTS[endpoint] ?? {};
		const application = Math.floor(index / ENDPOINT_TENANTS.length) % APPLICATIONS;
		const subject = { customerId, domainId, clientId: `lk.${customerId}.${domainId}.${application}` };
		return { endpoint, event: buildEvent(subject, 'client_secret.rotated', { secretId: `sec_${index}` }) };
	});
}

const KEY = createSecretKey(randomBytes(32));

/** As Latchkey sends it (Standard Webhooks 1.0), by a key that is at hand. */
export function signedRequest({ event }: Message): { readonly headers: Record<string, string>; readonly body: string } {
	const { id, type, occurredAt, customerId, domainId, clientId, data } = event;
	const timestamp = new Date(occurredAt).toISOString();
	const body = JSON.stringify({ type, timestamp, data: { ...data, customerId, domainId, clientId } });
	const seconds = String(Math.floor(Date.now() / 1000));
	const signature = createHmac('sha256', KEY).update(`${id}.${seconds}.${body}`).digest('base64');
	const headers = {
		'content-type': 'application/json',
		'user-agent': 'Latchkey',
		'webhook-id': id,
		'webhook-timestamp': seconds,
		'webhook-signature': `v1,${signature}`,
	};
	return { headers, body };
}
