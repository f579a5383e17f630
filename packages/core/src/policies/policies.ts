import { LatchkeyError } from '../errors.ts';
import { type CommitParts, committer } from '../events/commit.ts';
import type { EventActor, LatchkeyEvent } from '../events/event.ts';
import { effectiveRules, type LifecycleRules, type PolicyFloor } from '../lifecycle/rules.ts';
import type { PolicyRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { DataKeys } from './data-keys.ts';
import { decidePolicy, type PolicyCommand } from './decide.ts';
import type { Policy } from './policy.ts';

/** Policies for the other services: without an actor. */
export interface Policies {
	/**
	 * The domain's policy as it counts, nothing laxer than the floor; made with the host's defaults where there is none.
	 */
	ensure(tenant: Tenant): Promise<Policy>;
	/** Whether its secrets are shown once; makes no policy where there is none. */
	showsOnce(tenant: Tenant): Promise<boolean>;
	/** The plan gets the policy as it counts. */
	change(
		tenant: Tenant,
		actor: EventActor,
		plan: (policy: Policy) => PolicyCommand | Promise<PolicyCommand>,
	): Promise<Policy>;
}

export interface PoliciesParts extends CommitParts {
	readonly repository: PolicyRepository;
	readonly dataKeys: DataKeys;
	readonly showOnceByDefault: boolean;
	readonly defaultRules: LifecycleRules;
	readonly floor: PolicyFloor;
	/** Shorter, no silence of a secret says that traffic has left it. Milliseconds. */
	readonly minQuietMs: number;
	readonly onCommitted: (events: readonly LatchkeyEvent[]) => void;
}

export function policies(parts: PoliciesParts): Policies {
	const { repository, dataKeys, clock, defaultRules, floor, minQuietMs, onCommitted } = parts;
	const commit = committer<Policy>('policy', parts);
	const showOnceByDefault = parts.showOnceByDefault || floor.showOnce === true;

	async function stored(tenant: Tenant): Promise<Policy> {
		const found = await repository.find(tenant);
		if (found !== undefined) return found;
		const now = clock.now();
		const { customerId, domainId } = tenant;
		const policy: Policy = {
			customerId,
			domainId,
			showOnce: showOnceByDefault,
			rules: defaultRules,
			dataKey: showOnceByDefault ? null : await dataKeys.create(tenant),
			endpointKey: null,
			revision: 1,
			createdAt: now,
			updatedAt: now,
			removedAt: null,
		};
		if (await repository.insert(policy)) return policy;
		return stored(tenant);
	}

	function forgetDestroyed(before: Policy, after: Policy): void {
		for (const key of ['dataKey', 'endpointKey'] as const) {
			if (before[key] !== null && after[key] === null) dataKeys.forget(before, before[key]);
		}
	}

	/** With the host's rules of today where nobody has set any. */
	function asSet(policy: Policy): Policy {
		return policy.updatedAt === policy.createdAt ? { ...policy, rules: defaultRules } : policy;
	}

	function asItCounts(policy: Policy): Policy {
		const showOnce = policy.showOnce || floor.showOnce === true;
		return { ...policy, showOnce, rules: effectiveRules(asSet(policy).rules, floor, minQuietMs) };
	}

	return {
		ensure: async (tenant) => asItCounts(await stored(tenant)),
		async showsOnce(tenant) {
			const found = await repository.find(tenant);
			return found === undefined ? showOnceByDefault : asItCounts(found).showOnce;
		},
		async change(tenant, actor, plan) {
			const { state } = await commit(`${tenant.customerId}.${tenant.domainId}`, actor, {
				find: () => stored(tenant),
				async decide(kept, now) {
					const before = asSet(kept);
					const decision = decidePolicy(before, await plan(asItCounts(kept)), now);
					return decision.state === before ? { ...decision, state: kept } : decision;
				},
				update: ({ revision }, changes, events) => repository.update(tenant, revision, changes, events),
				onCommitted(after, events, before) {
					forgetDestroyed(before, after);
					onCommitted(events);
				},
			});
			return asItCounts(state);
		},
	};
}

export function assertNotRemoved(policy: Policy): void {
	if (policy.removedAt !== null) throw new LatchkeyError('domain_removed', 'this domain was removed');
}
