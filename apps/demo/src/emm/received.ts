import { Webhook, WebhookVerificationError } from 'standardwebhooks';

/** A notification as Standard Webhooks has it, with what Latchkey says in each. */
export interface Notification {
	readonly type: string;
	readonly timestamp: string;
	readonly data: { readonly clientId?: string; readonly secretId?: string | null; readonly [member: string]: unknown };
}

export interface ReceivedHeaders {
	readonly [name: string]: string | string[] | undefined;
}

/**
 * Checks signature and time of what came in. Undefined where it is not from who knows the secret, or was sent long ago.
 */
export function verified(signingSecret: string, headers: ReceivedHeaders, body: string): Notification | undefined {
	const named = Object.fromEntries(
		['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name] ?? '')]),
	);
	try {
		return new Webhook(signingSecret).verify(body, named) as Notification;
	} catch (error) {
		if (error instanceof WebhookVerificationError) return undefined;
		throw error;
	}
}
