import { changedFields, type Decision } from '../events/decision.ts';
import type { DataKey, Policy, PolicySettings } from './policy.ts';

export type PolicyCommand =
	| { readonly type: 'set'; readonly settings: PolicySettings; readonly dataKey: DataKey | null }
	/** The domain has its first endpoint. */
	| { readonly type: 'set_endpoint_key'; readonly endpointKey: DataKey }
	/** The same keys, wrapped anew. */
	| { readonly type: 'rewrap'; readonly dataKey: DataKey | null; readonly endpointKey: DataKey | null }
	/** The domain is gone: so are its data keys, and with them everything that they sealed. */
	| { readonly type: 'remove' }
	| { readonly type: 'keep' };

/** Every change of a policy: a function of its state, one command and the time. */
export function decidePolicy(policy: Policy, command: PolicyCommand, now: number): Decision<Policy> {
	if (policy.removedAt !== null) return { state: policy, events: [] };
	switch (command.type) {
		case 'set':
			return set(policy, command.settings, command.dataKey, now);
		case 'set_endpoint_key':
			return { state: { ...policy, endpointKey: command.endpointKey }, events: [] };
		case 'rewrap':
			return { state: { ...policy, dataKey: command.dataKey, endpointKey: command.endpointKey }, events: [] };
		case 'remove':
			return {
				state: { ...policy, dataKey: null, endpointKey: null, removedAt: now, updatedAt: now },
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
