import { createHmac } from 'node:crypto';
import type { Endpoint, LatchkeyEvent } from '@latchkey/core';
import type { DeliveryHistory, Version } from './delivery-history.ts';
import { mayStillSign, seenBy } from './endpoint-versions.ts';
import type { Sent } from './receivers.ts';

export interface SendingEvidence {
	readonly history: DeliveryHistory;
	readonly sent: readonly Sent[];
	/** Those that were shown to somebody, by their ids. */
	readonly signingSecrets: ReadonlyMap<string, string>;
}

const GONE = 410;

/** What is wrong with what was sent: to whom, what, and by whom it is signed. */
export function sendingFaults({ history, sent, signingSecrets }: SendingEvidence): string[] {
	const endpointIds = new Map(
		[...history.versions].flatMap(([endpointId, versions]) =>
			versions.map(({ endpoint }) => [endpoint.url, endpointId] as const),
		),
	);
	const made = new Map(history.made.map((one) => [`${one.endpointId} ${one.deliveryId}`, one]));
	const bodies = new Map<string, string>();

	function faultOf(message: Sent): string | undefined {
		if (message.again) return 'sent while it was being sent';
		const endpointId = endpointIds.get(message.url) ?? '';
		const versions = history.versions.get(endpointId) ?? [];
		const seen = seenBy(versions, message);
		if (!seen.some(({ endpoint: { status, url } }) => status === 'enabled' && url === message.url)) {
			return 'sent to an endpoint that is not to be sent to';
		}
		const eventId = made.get(`${endpointId} ${message.deliveryId}`)?.eventId ?? '';
		const event = history.committed.get(eventId)?.event;
		if (event === undefined) return 'sent without a delivery';
		const body = bodies.get(message.deliveryId) ?? message.body;
		bodies.set(message.deliveryId, body);
		if (body !== message.body || !tells(body, event)) return 'something else was sent';
		return signingFault(message, seen, signingSecrets);
	}

	const wrong = sent.flatMap((message) => {
		const fault = faultOf(message);
		const { deliveryId, url, handedOverAt } = message;
		return fault === undefined ? [] : [`${fault}: ${deliveryId} to ${url} at ${new Date(handedOverAt).toISOString()}`];
	});
	return [...wrong, ...neverGone(history, sent)];
}

const isGone = (endpoint: Endpoint | undefined): boolean => endpoint?.disabledReason === 'gone';

/** Endpoints that were disabled for a 410 that their address never said. */
function neverGone({ versions }: DeliveryHistory, sent: readonly Sent[]): string[] {
	const gone = new Set(sent.filter(({ status }) => status === GONE).map(({ url }) => url));
	return [...versions.values()].flatMap((ofEndpoint) =>
		ofEndpoint
			.filter(({ endpoint }, index) => isGone(endpoint) && !isGone(ofEndpoint[index - 1]?.endpoint))
			.filter(({ endpoint: { url } }) => !gone.has(url))
			.map(({ endpoint: { endpointId, url } }) => `disabled for a 410 of another address: ${endpointId} at ${url}`),
	);
}

function tells(body: string, { type, occurredAt }: LatchkeyEvent): boolean {
	const told: unknown = JSON.parse(body);
	const timestamp = new Date(occurredAt).toISOString();
	return (
		typeof told === 'object' &&
		told !== null &&
		Object.entries({ type, timestamp }).every(([name, value]) => Reflect.get(told, name) === value)
	);
}

/** Every receiver must find a signature that it can verify, whichever of the secrets it holds that sign then. */
function signingFault(
	message: Sent,
	seen: readonly Version[],
	signingSecrets: ReadonlyMap<string, string>,
): string | undefined {
	const signatures = message.headers['webhook-signature']?.split(' ') ?? [];
	const verifies = (secret: string): boolean => signatures.includes(signatureOf(message, secret));
	const candidates = seen.flatMap(({ endpoint }) => endpoint.signingSecrets);
	const current = candidates.filter(({ endsAt }) => mayStillSign(endsAt, message));
	const known = current.flatMap(({ secretId }) => signingSecrets.get(secretId) ?? []);
	// Where a process died before it showed the secret, nobody can tell.
	if (known.length === current.length && !known.some(verifies)) return 'nobody can verify it';
	if (signatures.length > new Set(current.map(({ secretId }) => secretId)).size) return 'signed by what has ended';
	if (seen.length > 1) return undefined;
	const surely = candidates.filter(({ endsAt }) => endsAt === null || endsAt > message.sentAt);
	const texts = surely.flatMap(({ secretId }) => signingSecrets.get(secretId) ?? []);
	return texts.every(verifies) ? undefined : 'not everybody can verify it';
}

/** Standard Webhooks 1.0, "Symmetric". */
function signatureOf({ headers, body }: Sent, secret: string): string {
	const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
	const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
	return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
