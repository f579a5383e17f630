import { BearerError, OAuthError, StoreUnavailableError } from '../errors.ts';
import type { EventListener } from '../events/relay.ts';
import type { DeliveryResult } from '../notifications/repositories.ts';
import type { Meter } from '../ports.ts';
import type { TokenIssuer } from '../tokens/issue.ts';
import type { TokenVerifier } from '../tokens/verify.ts';

/** Counts what goes through this process, and changes nothing of it. */
export interface Counters {
	issuer(issuer: TokenIssuer): TokenIssuer;
	/** Refusals alone: what is let through the host counts itself, as requests to its API. */
	verify(verify: TokenVerifier['verify']): TokenVerifier['verify'];
	listener(listener: EventListener): EventListener;
	attempt(result: DeliveryResult): void;
}

/** Where there is no meter, nothing is counted, and nothing is in the way. */
export function counters(meter: Meter | undefined): Counters {
	if (meter === undefined) {
		return {
			issuer: (issuer) => issuer,
			verify: (verify) => verify,
			listener: (listener) => listener,
			attempt: () => undefined,
		};
	}
	const tokenRequests = meter.createCounter('latchkey.token.requests', {
		description: 'Requests for a token, by outcome: issued, or the error that was answered',
		unit: '{request}',
	});
	const bearerRefusals = meter.createCounter('latchkey.bearer.refusals', {
		description: 'Bearer tokens that were refused, by error',
		unit: '{token}',
	});
	const relayedEvents = meter.createCounter('latchkey.events.relayed', {
		description: 'Events that were relayed, by type',
		unit: '{event}',
	});
	const deliveryAttempts = meter.createCounter('latchkey.delivery.attempts', {
		description:
			'Attempts to deliver a notification, by what the delivery is after it: pending where it is tried again',
		unit: '{attempt}',
	});

	async function counted<T>(request: () => Promise<T>): Promise<T> {
		try {
			const response = await request();
			tokenRequests.add(1, { outcome: 'issued' });
			return response;
		} catch (error) {
			tokenRequests.add(1, { outcome: outcomeOf(error) });
			throw error;
		}
	}

	return {
		issuer: ({ issue, issueLeniently }) => ({
			issue: (request) => counted(() => issue(request)),
			issueLeniently: (request) => counted(() => issueLeniently(request)),
		}),
		verify:
			(verify) =>
			async (...asked) => {
				try {
					return await verify(...asked);
				} catch (error) {
					bearerRefusals.add(1, { error: outcomeOf(error) });
					throw error;
				}
			},
		listener: (listener) => async (event) => {
			await listener(event);
			relayedEvents.add(1, { type: event.type });
		},
		attempt: ({ status }) => deliveryAttempts.add(1, { status }),
	};
}

function outcomeOf(error: unknown): string {
	if (error instanceof OAuthError || error instanceof BearerError) return error.error;
	return error instanceof StoreUnavailableError ? error.code : 'server_error';
}
