import { changedFields, type Decision } from '../events/decision.ts';
import type { DataKey, Policy, PolicySettings } from './policy.ts';

export type PolicyCommand =
	| { readonly type: 'set'; readonly settings: PolicySettings; readonly dataKey: DataKey | null }
	/** The same key, wrapped anew. */
	| { readonly type: 'rewrap'; readonly dataKey: DataKey }
	/** The domain is gone: so is its data key, and with it everything that it sealed. */
	| { readonly type: 'remove' }
	| { readonly type: 'keep' };

/** Every change of a policy: a function of its state, one command and the time. */
export function decidePolicy(policy: Policy, command: PolicyCommand, now: number): Decision<Policy> {
	if (policy.removedAt !== null) return { state: policy, events: [] };
	switch (command.type) {
		case 'set':
			return set(policy, command.settings, command.dataKey, now);
		case 'rewrap':
			return { state: { ...policy, dataKey: command.dataKey }, events: [] };
		case 'remove':
			return {
				state: { ...policy, dataKey: null, removedAt: now, updatedAt: now },
				events: [{ type: 'policy.removed', data: {} }],
			};
		case 'keep':
			return { state: policy, events: [] };
	}
}

export function settingsOf({ showOnce, rules }: Policy): PolicySettings {
	return { showOnce, ...rules };
}

function set(policy: Policy, settings: PolicySettings, dataKey: DataKey | null, now: number): Decision<Policy> {
	const current = settingsOf(policy);
	const after = changedFields(current, settings);
	if (Object.keys(after).length === 0) return { state: policy, events: [] };
	const before = changedFields(settings, current);
	const { showOnce, ...rules } = settings;
	return {
		state: { ...policy, showOnce, rules, dataKey, updatedAt: now },
		events: [{ type: 'policy.changed', data: { before, after } }],
	};
}
