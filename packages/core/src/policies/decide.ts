import type { Decision } from '../events/decision.ts';
import type { DataKey, Policy } from './policy.ts';

export type PolicyCommand =
	| { readonly type: 'set'; readonly showOnce: boolean; readonly dataKey: DataKey | null }
	/** The same key, wrapped anew. */
	| { readonly type: 'rewrap'; readonly dataKey: DataKey }
	/** The domain is gone: so is its data key, and with it everything that it sealed. */
	| { readonly type: 'remove' }
	| { readonly type: 'keep' };

/** Every change of a policy: a function of its state, one command and the time. */
export function decidePolicy(policy: Policy, command: PolicyCommand, now: number): Decision<Policy> {
	if (policy.removedAt !== null) return { state: policy, events: [] };
	switch (command.type) {
		case 'set': {
			const { showOnce, dataKey } = command;
			if (showOnce === policy.showOnce) return { state: policy, events: [] };
			return {
				state: { ...policy, showOnce, dataKey, updatedAt: now },
				events: [{ type: 'policy.changed', data: { before: { showOnce: policy.showOnce }, after: { showOnce } } }],
			};
		}
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
