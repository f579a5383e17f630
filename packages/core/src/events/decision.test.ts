import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../test/deep-freeze.ts';
import { seededRandom } from '../../test/seeded-random.ts';
import { runs } from '../../test/soak.ts';
import { changedFields, stampEvents } from './decision.ts';
import type { DecidedEvent } from './event.ts';

describe('changedFields', () => {
	const value = fc.oneof(
		fc.constantFrom(null, 0, 1, '', 'a', true),
		fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
	);
	const state = fc.record({ name: value, privileges: value, nextDueAt: value });

	it('are just those that a write must set: put over what was, they make what is to be', () => {
		fc.assert(
			fc.property(state, state, (before, after) => {
				const changes = changedFields(deepFreeze(before), deepFreeze(after));
				expect({ ...before, ...changes }).toEqual(after);
				for (const key of Object.keys(changes) as (keyof typeof changes)[]) {
					expect(changes[key]).not.toEqual(before[key]);
				}
			}),
			runs(500),
		);
	});

	it('set what became null', () => {
		expect(changedFields<{ key: string | null }>({ key: 'a' }, { key: null })).toEqual({ key: null });
	});
});

describe('stampEvents', () => {
	const stamp = {
		customerId: 'acme',
		domainId: 'phones',
		clientId: null,
		revision: 4,
		occurredAt: 5,
		actor: { kind: 'system' },
	} as const;
	const decided: DecidedEvent[] = [
		{ type: 'policy.changed', data: { before: { showOnce: false }, after: { showOnce: true } } },
		{ type: 'policy.removed', data: {} },
	];

	it('keep their order and what they tell, and get an id of 128 bits each', () => {
		const events = stampEvents(seededRandom(''), decided, stamp);
		expect(events.map(({ id: _, ...rest }) => rest)).toEqual(decided.map((event) => ({ ...stamp, ...event })));
		for (const { id } of events) expect(id).toMatch(/^evt_[0-9A-Za-z]{22}$/);
		expect(events[0]?.id).not.toBe(events[1]?.id);
		expect(22 * Math.log2(62)).toBeGreaterThan(128);
	});
});
