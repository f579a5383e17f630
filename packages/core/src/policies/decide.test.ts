import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../test/deep-freeze.ts';
import { NOW } from '../../test/samples.ts';
import { runs } from '../../test/soak.ts';
import { DEFAULT_RULES } from '../lifecycle/rules.ts';
import { decidePolicy, type PolicyCommand } from './decide.ts';
import type { DataKey, Policy, PolicySettings } from './policy.ts';

function dataKey(name: string): DataKey {
	return { dataKeyId: name, wrapped: { keyEncryptionKeyId: 'kek', ciphertext: `wrapped-${name}` } };
}

function settings(fields: Partial<PolicySettings>): PolicySettings {
	return { showOnce: false, ...DEFAULT_RULES, ...fields };
}

function policy(fields: Partial<Policy> = {}): Policy {
	return deepFreeze({
		customerId: 'acme',
		domainId: 'phones',
		showOnce: false,
		rules: DEFAULT_RULES,
		dataKey: dataKey('one'),
		endpointKey: null,
		revision: 1,
		createdAt: NOW,
		updatedAt: NOW,
		removedAt: null,
		...fields,
	});
}

describe('decidePolicy', () => {
	it('show-once takes effect and destroys the data key in one decision', () => {
		const { state, events } = decidePolicy(
			policy(),
			{ type: 'set', settings: settings({ showOnce: true }), dataKey: null },
			NOW + 1,
		);
		expect(state).toEqual(policy({ showOnce: true, dataKey: null, updatedAt: NOW + 1 }));
		expect(events).toEqual([
			{ type: 'policy.changed', data: { before: { showOnce: false }, after: { showOnce: true } } },
		]);
	});

	it('tells which rules have changed, before and after, and no others', () => {
		const noticesMs = [86_400_000];
		const changed = settings({ rotateEveryMs: 5000, noticesMs });
		const { state, events } = decidePolicy(
			policy(),
			{ type: 'set', settings: changed, dataKey: dataKey('one') },
			NOW + 1,
		);
		expect(state.rules).toEqual({ ...DEFAULT_RULES, rotateEveryMs: 5000, noticesMs });
		const before = { rotateEveryMs: null, noticesMs: DEFAULT_RULES.noticesMs };
		expect(events).toEqual([{ type: 'policy.changed', data: { before, after: { rotateEveryMs: 5000, noticesMs } } }]);
	});

	it('ending show-once brings a key of its own', () => {
		const before = policy({ showOnce: true, dataKey: null });
		const { state } = decidePolicy(before, { type: 'set', settings: settings({}), dataKey: dataKey('two') }, NOW + 1);
		expect(state).toMatchObject({ showOnce: false, dataKey: dataKey('two') });
	});

	it('setting what is so already never replaces the key that sealed the secrets', () => {
		const before = policy();
		const decision = decidePolicy(before, { type: 'set', settings: settings({}), dataKey: dataKey('two') }, NOW + 1);
		expect(decision.state).toBe(before);
		expect(decision.events).toEqual([]);
	});

	it('wrapping the key anew is no event, and no change that a reader could see', () => {
		const rewrapped = { dataKeyId: 'one', wrapped: { keyEncryptionKeyId: 'next', ciphertext: 'anew' } };
		const { state, events } = decidePolicy(
			policy(),
			{ type: 'rewrap', dataKey: rewrapped, endpointKey: null },
			NOW + 1,
		);
		expect(state).toEqual(policy({ dataKey: rewrapped }));
		expect(events).toEqual([]);
	});

	it('removing destroys the key and says so', () => {
		const { state, events } = decidePolicy(policy(), { type: 'remove' }, NOW + 1);
		expect(state).toEqual(policy({ dataKey: null, removedAt: NOW + 1, updatedAt: NOW + 1 }));
		expect(events).toEqual([{ type: 'policy.removed', data: {} }]);
	});

	it('keeping keeps', () => {
		const before = policy();
		expect(decidePolicy(before, { type: 'keep' }, NOW + 1).state).toBe(before);
	});
});

/** As the services give them: a key comes with the end of show-once, and a rewrap is of the keys that are there. */
function plan(before: Policy, kind: string, count: number): PolicyCommand {
	const anew = (key: DataKey | null): DataKey | null =>
		key === null ? null : { ...dataKey(`rewrapped-${count}`), dataKeyId: key.dataKeyId };
	switch (kind) {
		case 'show once':
			return { type: 'set', settings: settings({ showOnce: true }), dataKey: null };
		case 'show once by the floor':
			return { type: 'show_once' };
		case 'show again':
			return { type: 'set', settings: settings({}), dataKey: before.dataKey ?? dataKey(`key-${count}`) };
		case 'first endpoint':
			if (before.endpointKey !== null) return { type: 'keep' };
			return { type: 'set_endpoint_key', endpointKey: dataKey(`endpoint-key-${count}`) };
		case 'rewrap':
			return { type: 'rewrap', dataKey: anew(before.dataKey), endpointKey: anew(before.endpointKey) };
		case 'remove':
			return { type: 'remove' };
		default:
			return { type: 'keep' };
	}
}

const KINDS = ['show once', 'show once by the floor', 'show again', 'first endpoint', 'rewrap', 'remove', 'keep'];

it('a policy has a data key exactly where it could show a secret again, through any sequence of commands', () => {
	const steps = fc.array(fc.tuple(fc.constantFrom(...KINDS), fc.integer({ min: -5000, max: 5000 })));
	fc.assert(
		fc.property(steps, (given) => {
			let state = policy();
			let now = NOW;
			for (const [count, [kind, passed]] of given.entries()) {
				now += passed;
				const before = state;
				const command = deepFreeze(plan(before, kind, count));
				const decision = deepFreeze(decidePolicy(before, command, now));
				expect(decidePolicy(before, command, now)).toEqual(decision);
				state = decision.state;
				expect(state.dataKey === null).toBe(state.showOnce || state.removedAt !== null);
				// Show-once is about client secrets: an endpoint goes on signing until the domain is removed.
				const signs = before.endpointKey !== null || kind === 'first endpoint';
				expect(state.endpointKey === null).toBe(!signs || state.removedAt !== null);
				// A key is destroyed or wrapped anew, but never changed for another.
				for (const key of ['dataKey', 'endpointKey'] as const) {
					if (before[key] === null || state[key] === null) continue;
					expect(state[key].dataKeyId).toBe(before[key].dataKeyId);
				}
				if (before.removedAt !== null) expect(state).toBe(before);
				expect(JSON.stringify(decision.events)).not.toContain('wrapped');
				expect(decision.events.length > 0).toBe(
					state.showOnce !== before.showOnce || state.removedAt !== before.removedAt,
				);
			}
		}),
		runs(500),
	);
});
