import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/seeded-random.ts';
import { advance, begin, inHand, remove, type SlotRace, setLimit, slotRace } from '../../test/slot-race.ts';
import { runs } from '../../test/soak.ts';
import { FIRST_TOMBSTONE_SLOT, slotName, tombstoneSlot } from './client-application.ts';
import { freeSlots } from './slots.ts';

const names = (...slots: number[]): string[] => slots.map(slotName);

describe('freeSlots', () => {
	it.each([
		['an empty domain: all of them', [], 3, [0, 1, 2]],
		['gaps first', [0, 2], 4, [1, 3]],
		['a full domain: none', [0, 1, 2], 3, []],
		['a lowered limit, too many live ones: none', [0, 1, 2, 3, 4], 3, []],
		['a lowered limit, high slots taken: as many fewer of the low ones', [7, 8], 4, [0, 1]],
		['a lowered limit, reached by a high slot: none', [5], 1, []],
		['a raised limit: the new ones too', [0, 1], 5, [2, 3, 4]],
		['no application allowed', [], 0, []],
	])('%s', (_, taken, limit, free) => {
		expect(freeSlots(names(...taken), limit, seededRandom('')).sort()).toEqual(names(...free));
	});

	it('are the lowest free ones, each once, in an order that chance begins', () => {
		const taken = fc.uniqueArray(fc.nat({ max: 30 }));
		fc.assert(
			fc.property(taken, fc.nat({ max: 30 }), fc.integer(), (slots, limit, seed) => {
				const free = freeSlots(names(...slots), limit, seededRandom(seed));
				const room = Math.max(0, limit - slots.length);
				const lowest = Array.from({ length: 70 }, (_, slot) => slot).filter((slot) => !slots.includes(slot));
				expect([...free].sort()).toEqual(names(...lowest.slice(0, room)));
			}),
			runs(500),
		);
		const firsts = new Set(Array.from({ length: 200 }, (_, seed) => freeSlots([], 10, seededRandom(seed))[0]));
		expect(firsts.size).toBe(10);
	});
});

describe('slot names', () => {
	it('sort by number, and before every tombstone', () => {
		const slots = [0, 1, 9, 10, 62, 99, 100, 1_000_000, 9_999_999].map(slotName);
		expect([...slots].sort()).toEqual(slots);
		expect(slots.every((name) => name < FIRST_TOMBSTONE_SLOT)).toBe(true);
		expect(tombstoneSlot('lk.a.b.c') >= FIRST_TOMBSTONE_SLOT).toBe(true);
	});
});

type Move = (race: SlotRace, seed: number) => void;

const beginMove: Move = (race, seed) => begin(race, seededRandom(seed));
const advanceMove =
	(index: number): Move =>
	(race, seed) => {
		const racing = inHand(race);
		const attempt = racing[index % Math.max(1, racing.length)];
		if (attempt !== undefined) advance(race, attempt, seededRandom(seed));
	};
const removeMove =
	(index: number): Move =>
	(race) =>
		remove(race, index);

const index = fc.nat({ max: 50 });
const addsAndRemovals = [
	{ weight: 4, arbitrary: fc.constant(beginMove) },
	{ weight: 8, arbitrary: index.map(advanceMove) },
	{ weight: 2, arbitrary: index.map(removeMove) },
];
const limits = fc.integer({ min: 0, max: 6 });
const changedLimit = {
	weight: 1,
	arbitrary: limits.map(
		(limit): Move =>
			(race) =>
				setLimit(race, limit),
	),
};

function play(race: SlotRace, moves: readonly Move[]): void {
	for (const [count, move] of moves.entries()) move(race, count);
}

/** Lets every attempt come to its end, one after the other. */
function finish(race: SlotRace): void {
	for (const attempt of race.attempts) {
		while (attempt.outcome === 'in hand') advance(race, attempt, seededRandom(''));
	}
}

describe('adds that race', () => {
	const moves = fc.array(fc.oneof(...addsAndRemovals), { maxLength: 80, size: 'max' });

	it('never put more into a domain than its limit', () => {
		fc.assert(
			fc.property(limits, moves, (limit, given) => {
				const race = slotRace(limit);
				play(race, given);
				finish(race);
				expect(race.excess).toBeLessThanOrEqual(0);
				expect([...race.live].every((slot) => slot < slotName(limit))).toBe(true);
			}),
			runs(2000),
		);
	});

	it('are refused only where the limit was reached while they ran', () => {
		const anyMoves = fc.array(fc.oneof(...addsAndRemovals, changedLimit), { maxLength: 80, size: 'max' });
		fc.assert(
			fc.property(limits, anyMoves, (limit, given) => {
				const race = slotRace(limit);
				play(race, given);
				finish(race);
				const refused = race.attempts.filter(({ outcome }) => outcome === 'refused');
				expect(refused.filter(({ sawFull }) => !sawFull)).toEqual([]);
			}),
			runs(1000),
		);
	});

	it('exactly fill a domain that nobody leaves, however many there are', () => {
		fc.assert(
			fc.property(limits, fc.nat({ max: 20 }), fc.array(index), (limit, adders, order) => {
				const race = slotRace(limit);
				for (let seed = 0; seed < adders; seed++) begin(race, seededRandom(seed));
				play(race, order.map(advanceMove));
				finish(race);
				expect(race.live.size).toBe(Math.min(limit, adders));
			}),
			runs(500),
		);
	});

	it('count a lowered limit at once, from the first add that begins under it', () => {
		fc.assert(
			fc.property(limits, limits, moves, moves, (first, second, before, after) => {
				const race = slotRace(first);
				play(race, before);
				finish(race);
				setLimit(race, second);
				race.highestLimit = second;
				race.excess = Number.NEGATIVE_INFINITY;
				play(race, after);
				finish(race);
				expect(race.excess).toBeLessThanOrEqual(0);
			}),
			runs(2000),
		);
	});

	it('under limits that change while they run, keep to the highest of those that they began under', () => {
		const anyMoves = fc.array(fc.oneof(...addsAndRemovals, changedLimit), { maxLength: 80, size: 'max' });
		fc.assert(
			fc.property(limits, anyMoves, (limit, given) => {
				const race = slotRace(limit);
				play(race, given);
				finish(race);
				expect(race.excess).toBeLessThanOrEqual(0);
			}),
			runs(2000),
		);
	});
});
