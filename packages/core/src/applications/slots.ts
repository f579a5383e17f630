import type { Random } from '../ports.ts';
import { slotName } from './client-application.ts';

/**
 * The slots that an add may try: the lowest (limit − live) free ones, so that a lowered limit counts at once and adds
 * that race can never exceed it. In random order, so that they rarely meet.
 */
export function freeSlots(taken: readonly string[], limit: number, random: Random): string[] {
	const occupied = new Set(taken);
	const free: string[] = [];
	for (let slot = 0; free.length < limit - taken.length; slot++) {
		const name = slotName(slot);
		if (!occupied.has(name)) free.push(name);
	}
	return rotate(free, random);
}

function rotate(slots: string[], random: Random): string[] {
	const [high = 0, low = 0] = random.bytes(2);
	const start = slots.length === 0 ? 0 : (high * 256 + low) % slots.length;
	return [...slots.slice(start), ...slots.slice(0, start)];
}
