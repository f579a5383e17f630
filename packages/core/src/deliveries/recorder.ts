import type { DeliveryRepository, DeliveryResult } from '../notifications/repositories.ts';
import type { Logger, Scheduler } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { batched } from './batching.ts';
import type { Gather } from './gathering.ts';

/** Writes down what became of attempts. Resolves when it is written; rejects where it could not be, again and again. */
export type RecordAttempt = (tenant: Tenant, result: DeliveryResult) => Promise<void>;

interface Recorded {
	readonly tenant: Tenant;
	readonly result: DeliveryResult;
}

/** What was sent and is not written down is sent again: a store that is busy gets a few more chances. */
const RETRY_AFTER_MS: readonly number[] = [50, 250, 1000];

export function attemptRecorder(
	deliveries: Pick<DeliveryRepository, 'record'>,
	gather: Gather,
	scheduler: Scheduler,
	logger: Logger,
): RecordAttempt {
	async function write(recorded: readonly Recorded[]): Promise<void> {
		const byTenant = Map.groupBy(recorded, ({ tenant: { customerId, domainId } }) => `${customerId} ${domainId}`);
		await Promise.all(
			[...byTenant.values()].map(async ([first, ...rest]) => {
				if (first === undefined) return;
				const results = [first, ...rest].map(({ result }) => result);
				await deliveries.record(first.tenant, results);
			}),
		);
	}

	async function writeInTheEnd(recorded: readonly Recorded[]): Promise<void> {
		for (const delayMs of RETRY_AFTER_MS) {
			try {
				return await write(recorded);
			} catch (error) {
				logger.warn({ error: String(error), attempts: recorded.length }, 'attempts could not be recorded yet');
				await scheduler.delay(delayMs);
			}
		}
		// What was written the time before is left as it is: each attempt is recorded once.
		await write(recorded);
	}

	const record = batched(writeInTheEnd, gather);
	return (tenant, result) => record({ tenant, result });
}
