import type { KeyObject } from 'node:crypto';
import { OutboundError, type OutboundErrorCode } from '../errors.ts';
import type { Delivery } from '../notifications/delivery.ts';
import type { Clock, Logger, Outbound } from '../ports.ts';
import type { AttemptOutcome } from './attempt.ts';
import { payloadOf } from './payload.ts';
import { webhookHeaders } from './standard-webhooks.ts';

export interface AttemptToSend {
	readonly url: string;
	readonly keys: readonly KeyObject[];
	readonly delivery: Delivery;
	readonly signal: AbortSignal;
}

/** Sends once. Resolves to undefined where the signal called it off: then nobody knows whether it has arrived. */
export type SendAttempt = (attempt: AttemptToSend) => Promise<AttemptOutcome | undefined>;

/** From the look-up of the name to the end of the answer. */
const ATTEMPT_TIMEOUT_MS = 15_000;

/** Told apart, these would say which names there are in the host's own network. */
const LEADS_NOWHERE: ReadonlySet<OutboundErrorCode> = new Set(['unknown_host', 'refused_address']);
const NOWHERE = 'its host leads to no address that anything is sent to';

export function attemptSender(outbound: Outbound, clock: Clock, logger: Logger): SendAttempt {
	function reasonOf(error: unknown, { customerId, domainId, endpointId }: Delivery): string {
		if (error instanceof OutboundError) {
			const { code, message } = error;
			if (!LEADS_NOWHERE.has(code)) return message;
			logger.info({ code, customerId, domainId, endpointId }, `a notification could not be sent: ${message}`);
			return NOWHERE;
		}
		logger.error({ error: String(error) }, 'a notification could not be sent');
		return 'it could not be sent';
	}

	return async ({ url, keys, delivery, signal }) => {
		const startedAt = clock.now();
		const body = payloadOf(delivery.event);
		const headers = {
			'content-type': 'application/json',
			'user-agent': 'Latchkey',
			...webhookHeaders({ id: delivery.deliveryId, at: startedAt, body }, keys),
		};
		try {
			const answer = await outbound.send({ method: 'POST', url, headers, body, timeoutMs: ATTEMPT_TIMEOUT_MS, signal });
			return { startedAt, endedAt: clock.now(), answer, error: null };
		} catch (error) {
			if (signal.aborted) return undefined;
			return { startedAt, endedAt: clock.now(), answer: null, error: reasonOf(error, delivery) };
		}
	};
}
