import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** What a signing secret begins with when it is shown (Standard Webhooks 1.0, "Symmetric"). */
const SIGNING_SECRET_PREFIX = 'whsec_';

/** One notification as it is sent: the same body, to the byte, however often it is. */
export interface SignedMessage {
	/** The same over all retries, so that a receiver knows it again. */
	readonly id: string;
	/** Of this very attempt; milliseconds since the epoch. */
	readonly at: number;
	readonly body: string;
}

/**
 * The key behind `whsec_…`; as an object, which signs seven times as quickly as its bytes in Node 24. Throws TypeError
 * where the text is no such secret of 24 to 64 bytes.
 */
export function signingKeyOf(secret: string): KeyObject {
	const base64 = secret.startsWith(SIGNING_SECRET_PREFIX) ? secret.slice(SIGNING_SECRET_PREFIX.length) : '';
	const key = Buffer.from(base64, 'base64');
	if (key.length < 24 || key.length > 64) throw new TypeError('it is no signing secret');
	return createSecretKey(key);
}

/**
 * The three headers of Standard Webhooks 1.0: HMAC-SHA256 over id, seconds and body, once by each key, so that a
 * receiver that has only the old secret or only the new one finds one that it can verify.
 */
export function webhookHeaders({ id, at, body }: SignedMessage, keys: readonly KeyObject[]): Record<string, string> {
	const timestamp = String(Math.floor(at / 1000));
	const signatures = keys.map((key) => {
		const digest = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
		return `v1,${digest}`;
	});
	return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
