import { freeSlots } from '../src/applications/slots.ts';
import type { Random } from '../src/ports.ts';

/** One add: it reads the slots, then tries those it may, one after the other, as the store lets it. */
export interface Attempt {
	/** The limit as it was when the attempt began: an attempt goes by one limit to its end. */
	readonly limit: number;
	toTry: string[];
	/** Whether the limit was reached at some moment since it began. */
	sawFull: boolean;
	outcome: 'in hand' | 'added' | 'refused';
}

/** A domain's slots, its limit, and the adds that race for them: every step is one read or one write of a store. */
export interface SlotRace {
	limit: number;
	/** The highest limit that an attempt still in hand, or one that it met, may go by. */
	highestLimit: number;
	readonly live: Set<string>;
	readonly attempts: Attempt[];
	/** The most that were live after an insert, less what was allowed then. */
	excess: number;
}

export function slotRace(limit: number): SlotRace {
	return { limit, highestLimit: limit, live: new Set(), attempts: [], excess: Number.NEGATIVE_INFINITY };
}

export const inHand = (race: SlotRace): Attempt[] => race.attempts.filter(({ outcome }) => outcome === 'in hand');

export function begin(race: SlotRace, random: Random): void {
	const attempt: Attempt = { limit: race.limit, toTry: [], sawFull: false, outcome: 'in hand' };
	race.attempts.push(attempt);
	read(race, attempt, random);
}

export function advance(race: SlotRace, attempt: Attempt, random: Random): void {
	const slot = attempt.toTry.shift();
	if (slot === undefined) {
		read(race, attempt, random);
	} else if (!race.live.has(slot)) {
		race.live.add(slot);
		attempt.outcome = 'added';
		race.excess = Math.max(race.excess, race.live.size - race.highestLimit);
	}
	watch(race);
}

export function remove(race: SlotRace, index: number): void {
	const slot = [...race.live].sort()[index % Math.max(1, race.live.size)];
	if (slot !== undefined) race.live.delete(slot);
}

export function setLimit(race: SlotRace, limit: number): void {
	race.limit = limit;
	race.highestLimit = Math.max(limit, race.highestLimit);
	watch(race);
}

/** What the product does: one read of the taken slots, and a refusal where none is left. */
function read(race: SlotRace, attempt: Attempt, random: Random): void {
	watch(race);
	attempt.toTry = freeSlots([...race.live].sort(), attempt.limit, random);
	if (attempt.toTry.length === 0) attempt.outcome = 'refused';
}

function watch(race: SlotRace): void {
	for (const attempt of inHand(race)) attempt.sawFull ||= race.live.size >= attempt.limit;
	if (inHand(race).length === 0) race.highestLimit = race.limit;
}
