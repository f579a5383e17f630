import type { Clock } from '../ports.ts';
import type { Transfer } from '../transfer.ts';
import type { DeliveryRepository, EndpointRepository } from './repositories.ts';

export interface WakeForgottenParts {
	readonly transfer: Pick<Transfer, 'read'>;
	readonly endpoints: Pick<EndpointRepository, 'wake'>;
	readonly deliveries: Pick<DeliveryRepository, 'nextAttemptAt'>;
	readonly clock: Clock;
	/** Told when there is something to send. */
	readonly onDue: () => void;
}

const PAGE = 200;

/**
 * Wakes endpoints that nobody would look at though something is to be sent to them. Making a delivery and waking its
 * endpoint are two writes: whoever dies in between is made good by whoever relays the event again, unless another
 * process that still saw the endpoint as it was before has just taken the event away.
 */
export async function wakeForgotten(
	{ transfer, endpoints, deliveries, clock, onDue }: WakeForgottenParts,
	signal: AbortSignal | undefined,
): Promise<void> {
	let after: string | undefined;
	do {
		const { records, next } = await transfer.read('endpoints', after, PAGE);
		for (const { endpoint } of records) {
			const { endpointId, customerId, domainId, status, nextAttemptAt } = endpoint;
			const tenant = { customerId, domainId };
			if (status !== 'enabled' || nextAttemptAt !== null) continue;
			if ((await deliveries.nextAttemptAt(tenant, endpointId)) === null) continue;
			await endpoints.wake(tenant, [endpointId], clock.now());
			onDue();
		}
		after = next ?? undefined;
	} while (after !== undefined && signal?.aborted !== true);
}
