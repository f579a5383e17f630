import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { assertManages, grantIn } from '../applications/authorise.ts';
import { entityTag, meetsPrecondition, type Precondition } from '../applications/entity-tag.ts';
import { LatchkeyError } from '../errors.ts';
import type { EventActor } from '../events/event.ts';
import { userActor } from '../events/event-actor.ts';
import { invalidInput, parseInput } from '../input.ts';
import { assertRules, type LifecycleRules, lifecycleRulesSchema, type PolicyFloor } from '../lifecycle/rules.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { DataKeys } from './data-keys.ts';
import { settingsOf } from './decide.ts';
import { assertNotRemoved, type Policies } from './policies.ts';
import type { Policy, PolicySettings } from './policy.ts';

export const policySettingsSchema = z.strictObject({
	/** Secrets are shown when they are made and never again. */
	showOnce: z.boolean(),
	...lifecycleRulesSchema.partial().shape,
});
/** A rule that is absent is as the host has it by default. */
export type PolicySettingsInput = z.input<typeof policySettingsSchema>;

export interface PolicyView extends PolicySettings, Tenant {
	readonly updatedAt: number;
	readonly tag: string;
}

export interface PolicyService {
	/** Throws `not_found`; `forbidden` without the manage privilege. */
	get(actor: Actor, domainId: string): Promise<PolicyView>;
	/** Switching to show-once destroys what could reveal the domain's secrets. Throws also `precondition_failed`. */
	set(actor: Actor, domainId: string, settings: PolicySettingsInput, ifMatch?: Precondition): Promise<PolicyView>;
}

export interface PolicyServiceParts {
	readonly policies: Policies;
	readonly dataKeys: DataKeys;
	readonly defaultRules: LifecycleRules;
	readonly floor: PolicyFloor;
	/** Takes the sealed values out of the domain's applications. */
	readonly shredSealedSecrets: (tenant: Tenant, actor: EventActor) => Promise<void>;
}

export function policyService({
	policies: domainPolicies,
	dataKeys,
	defaultRules,
	floor,
	shredSealedSecrets,
}: PolicyServiceParts): PolicyService {
	return {
		async get(actor, domainId) {
			const { tenant, grant } = grantIn(actor, domainId);
			assertManages(grant);
			return policyView(await domainPolicies.ensure(tenant));
		},
		async set(actor, domainId, settings, ifMatch) {
			const { tenant, grant } = grantIn(actor, domainId);
			assertManages(grant);
			const { showOnce, ...given } = parseInput(policySettingsSchema, settings);
			const asked = Object.entries(given).filter(([, value]) => value !== undefined);
			const rules: LifecycleRules = { ...defaultRules, ...Object.fromEntries(asked) };
			assertRules(rules, floor);
			if (floor.showOnce === true && !showOnce) {
				throw invalidInput([{ path: ['showOnce'], message: 'this platform shows every secret once' }]);
			}
			const policy = await domainPolicies.change(tenant, userActor(actor), async (current) => {
				if (!meetsPrecondition(ifMatch, policyTag(current))) {
					throw new LatchkeyError('precondition_failed', 'the policy was changed since it was read');
				}
				assertNotRemoved(current);
				const dataKey = showOnce ? null : (current.dataKey ?? (await dataKeys.create(tenant)));
				return { type: 'set', settings: { showOnce, ...rules }, dataKey };
			});
			// The key is gone with the write above; this takes the dead ciphertext out too, and again where a crash left
			// some.
			if (policy.showOnce) await shredSealedSecrets(tenant, userActor(actor));
			return policyView(policy);
		},
	};
}

function policyTag(policy: Policy): string {
	const { customerId, domainId } = policy;
	return entityTag([customerId, domainId, ...Object.entries(settingsOf(policy)).sort()]);
}

function policyView(policy: Policy): PolicyView {
	const { customerId, domainId, updatedAt } = policy;
	return { customerId, domainId, ...settingsOf(policy), updatedAt, tag: policyTag(policy) };
}
