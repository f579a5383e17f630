import { changedFields, type Decision } from '../events/decision.ts';
import type { DataKey, Policy, PolicySettings } from './policy.ts';

export type PolicyCommand =
	| { readonly type: 'set'; readonly settings: PolicySettings; readonly dataKey: DataKey | null }
	/** The host shows every secret once by now: nothing that could reveal may stay. */
	| { readonly type: 'show_once' }
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
		case 'show_once':
			return showOnce(policy);
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
		// Never as when it was made: that says that nobody has set it.
		state: { ...policy, showOnce, rules, dataKey, updatedAt: Math.max(now, policy.createdAt + 1) },
		events: [{ type: 'policy.changed', data: { before, after } }],
	};
}

function showOnce(policy: Policy): Decision<Policy> {
	if (policy.showOnce) return { state: policy, events: [] };
	return {
		state: { ...policy, showOnce: true, dataKey: null },
		events: [{ type: 'policy.changed', data: { before: { showOnce: false }, after: { showOnce: true } } }],
	};
}
