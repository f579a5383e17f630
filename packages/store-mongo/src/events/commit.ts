import { type LatchkeyEvent, outboxLimitFor, type UpdateResult } from '@latchkey/core';
import type { Model } from 'mongoose';
import { assertFits } from '../database/assert-fits.ts';
import { type Filter, is } from '../database/filters.ts';
import { pendingEvent } from './pending-events.ts';

/**
 * Sets fields and appends events in one write of one document, if its revision still is the expected one and its outbox
 * has room; else finds out which of the two it was.
 */
export async function commit<Document>(
	model: Model<Document>,
	key: Filter,
	expectedRevision: number,
	set: Readonly<Record<string, unknown>>,
	events: readonly LatchkeyEvent[],
): Promise<UpdateResult> {
	assertFits(model, set);
	const expected = { ...key, revision: is(expectedRevision) };
	const free = outboxLimitFor(events) - events.length;
	if (free >= 0) {
		const update = {
			$set: { ...set, revision: expectedRevision + 1 },
			...(events.length === 0 ? {} : { $push: { outbox: { $each: events.map(pendingEvent) } } }),
		};
		const { matchedCount } = await model.updateOne(
			{ ...expected, ...(events.length === 0 ? {} : room(free)) } as never,
			update as never,
		);
		if (matchedCount === 1) return 'done';
	}
	const found = await model.findOne(expected as never, { _id: 1 }).lean();
	return found === null ? 'stale' : 'outbox_full';
}

/** No more events than this may be in the outbox already: the place after them must be free. */
function room(most: number): Filter {
	return { [`outbox.${most}`]: { $exists: false } };
}

/** What a change sets. A whole document fits the type of a change, so `fixed` names what a change may not set. */
export function settable(changes: object, fixed: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(changes).filter(([field]) => !fixed.includes(field)));
}
