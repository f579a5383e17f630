import type { LatchkeyEvent } from '../events/event.ts';
import type { Counters } from '../metrics/counters.ts';
import type { Retirement } from '../notifications/retirement.ts';
import type { DataKeys } from '../policies/data-keys.ts';
import type { Policies } from '../policies/policies.ts';
import type { Clock, Logger, Outbound, Random, Scheduler } from '../ports.ts';
import type { Store } from '../store.ts';
import { type Deliverer, deliverer } from './deliverer.ts';
import { gathering } from './gathering.ts';
import { healthNotes } from './note-health.ts';
import { attemptRecorder } from './recorder.ts';
import { attemptSender } from './send-attempt.ts';
import { endpointSigningKeys } from './signing-keys.ts';

export interface NotificationSenderParts {
	readonly store: Pick<Store, 'endpoints' | 'deliveries'>;
	readonly policies: Policies;
	readonly dataKeys: DataKeys;
	/** Absent where this process sends nothing. */
	readonly outbound?: Outbound | undefined;
	readonly counters: Pick<Counters, 'attempt'>;
	readonly whenIdle: Retirement['whenIdle'];
	readonly clock: Clock;
	readonly random: Random;
	readonly scheduler: Scheduler;
	readonly logger: Logger;
	/** A name that no other process has. */
	readonly holder: string;
	/** Told of what this process has committed, at once. */
	readonly onCommitted: (events: readonly LatchkeyEvent[]) => void;
}

/** All about the sending of notifications. */
export function notificationSender(parts: NotificationSenderParts): Deliverer {
	const { policies, dataKeys, outbound, counters, clock, scheduler, logger } = parts;
	const { endpoints, deliveries } = parts.store;
	if (outbound === undefined) return { run: () => Promise.resolve() };
	const send = attemptSender(outbound, clock, logger);
	let underWay = 0;
	const gather = gathering(scheduler, () => underWay > 0);
	const record = attemptRecorder(deliveries, gather, scheduler, logger);
	return deliverer({
		...parts,
		endpoints,
		deliveries,
		signingKeys: endpointSigningKeys(policies, dataKeys),
		async send(attempt) {
			underWay += 1;
			try {
				return await send(attempt);
			} finally {
				underWay -= 1;
			}
		},
		async record(tenant, result) {
			await record(tenant, result);
			counters.attempt(result);
		},
		gather,
		noteHealth: healthNotes({ ...parts, endpoints }),
	});
}
