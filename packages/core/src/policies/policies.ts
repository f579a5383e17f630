import { outboxFull } from '../applications/writer.ts';
import { LatchkeyError } from '../errors.ts';
import { changedFields, stampEvents } from '../events/decision.ts';
import type { EventActor, LatchkeyEvent } from '../events/event.ts';
import type { Clock, Random } from '../ports.ts';
import type { PolicyRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { DataKeys } from './data-keys.ts';
import { decidePolicy, type PolicyCommand } from './decide.ts';
import type { Policy } from './policy.ts';

/** Policies for the other services: without an actor. */
export interface Policies {
	/** The domain's policy, made with the host's defaults where there is none yet. */
	ensure(tenant: Tenant): Promise<Policy>;
	change(
		tenant: Tenant,
		actor: EventActor,
		plan: (policy: Policy) => PolicyCommand | Promise<PolicyCommand>,
	): Promise<Policy>;
}

const MAX_ATTEMPTS = 12;

export interface PoliciesParts {
	readonly repository: PolicyRepository;
	readonly dataKeys: DataKeys;
	readonly clock: Clock;
	readonly random: Random;
	readonly showOnceByDefault: boolean;
	readonly onCommitted: (events: readonly LatchkeyEvent[]) => void;
}

export function policies(parts: PoliciesParts): Policies {
	const { repository, dataKeys, clock, random, showOnceByDefault, onCommitted } = parts;

	async function ensure(tenant: Tenant): Promise<Policy> {
		const found = await repository.find(tenant);
		if (found !== undefined) return found;
		const now = clock.now();
		const { customerId, domainId } = tenant;
		const policy: Policy = {
			customerId,
			domainId,
			showOnce: showOnceByDefault,
			dataKey: showOnceByDefault ? null : await dataKeys.create(tenant),
			revision: 1,
			createdAt: now,
			updatedAt: now,
			removedAt: null,
		};
		if (await repository.insert(policy)) return policy;
		return ensure(tenant);
	}

	return {
		ensure,
		async change(tenant, actor, plan) {
			for (let count = 0; count < MAX_ATTEMPTS; count++) {
				const before = await ensure(tenant);
				const now = clock.now();
				const { state, events: decided } = decidePolicy(before, await plan(before), now);
				if (state === before) return before;
				const revision = before.revision + 1;
				const events = stampEvents(random, decided, { ...tenant, clientId: null, revision, occurredAt: now, actor });
				const result = await repository.update(tenant, before.revision, changedFields(before, state), events);
				if (result === 'outbox_full') throw outboxFull();
				if (result === 'done') {
					if (before.dataKey !== null && state.dataKey === null) dataKeys.forget(tenant, before.dataKey);
					onCommitted(events);
					return { ...state, revision };
				}
			}
			throw new LatchkeyError('conflict', 'others keep changing this policy; try again');
		},
	};
}

export function assertNotRemoved(policy: Policy): void {
	if (policy.removedAt !== null) throw new LatchkeyError('domain_removed', 'this domain was removed');
}
