import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import type { UpdateResult } from '../store.ts';
import { type Change, committer } from './commit.ts';
import type { LatchkeyEvent } from './event.ts';

const ACTOR = { kind: 'host' } as const;

interface Counter {
	readonly customerId: string;
	readonly domainId: string;
	readonly revision: number;
	readonly count: number;
}

/** A counter in a store where others have changed it `beaten` times by the time that it is to be written. */
function contended(beaten: number, answer: UpdateResult | 'unrevised' = 'done') {
	const pauses: number[] = [];
	const scheduler = { every: () => async () => undefined, delay: async (ms: number) => void pauses.push(ms) };
	const told: LatchkeyEvent[] = [];
	let stored: Counter = { customerId: 'acme', domainId: 'phones', revision: 1, count: 0 };
	let left = beaten;
	const change: Change<Counter> = {
		find: async () => stored,
		decide: (before) => ({
			state: { ...before, count: before.count + 1 },
			events: [{ type: 'policy.removed', data: {} }],
		}),
		async update(before, changes) {
			if (left-- > 0) stored = { ...stored, revision: stored.revision + 1, count: stored.count + 10 };
			if (before.revision !== stored.revision) return 'stale';
			if (answer === 'done') stored = { ...stored, ...changes, revision: stored.revision + 1 };
			return answer;
		},
		onCommitted: (_, events) => void told.push(...events),
	};
	const commit = committer<Counter>('counter', { clock: { now: () => 7 }, random: seededRandom(beaten), scheduler });
	return {
		commit: (other: Partial<Change<Counter>> = {}) => commit('key', ACTOR, { ...change, ...other }),
		pauses,
		told,
	};
}

describe('committer', () => {
	it('decides again on what others have made of it, and tells once of what was written', async () => {
		const { commit, pauses, told } = contended(2);
		const { state, events } = await commit();
		expect(state).toMatchObject({ revision: 4, count: 21 });
		expect(events).toEqual([expect.objectContaining({ revision: 4, occurredAt: 7, actor: ACTOR, clientId: null })]);
		expect(told).toEqual(events);
		expect(pauses).toHaveLength(2);
	});

	it('waits by chance within a bound that doubles, and gives up at last', async () => {
		const { commit, pauses, told } = contended(100);
		await expect(commit()).rejects.toMatchObject({ code: 'conflict' });
		expect(pauses).toHaveLength(12);
		for (const [index, pause] of pauses.entries()) expect(pause).toBeLessThan(Math.min(100, 2 * 2 ** index));
		expect(new Set(pauses).size).toBeGreaterThan(6);
		expect(told).toEqual([]);
	});

	it('lets those of one process decide one after the other, whatever they wait for', async () => {
		const { commit, pauses } = contended(0);
		const slowly: Partial<Change<Counter>> = {
			async decide(before) {
				for (let turn = 0; turn < 5; turn++) await Promise.resolve();
				return { state: { ...before, count: before.count + 1 }, events: [] };
			},
		};
		const outcomes = await Promise.all([commit(slowly), commit(slowly), commit(slowly)]);
		expect(outcomes.map(({ state }) => state.count)).toEqual([1, 2, 3]);
		expect(pauses, 'nobody was beaten').toEqual([]);
	});

	it('writes and tells nothing where all is left as it is, and where events would not fit', async () => {
		const { commit, told } = contended(0, 'outbox_full');
		expect(await commit({ decide: (state) => ({ state, events: [] }) })).toMatchObject({ state: { revision: 1 } });
		await expect(commit()).rejects.toMatchObject({ code: 'outbox_full' });
		expect(told).toEqual([]);
	});

	it('keeps the revision where the write did', async () => {
		const { commit } = contended(0, 'unrevised');
		expect((await commit()).state).toMatchObject({ revision: 1, count: 1 });
	});
});
