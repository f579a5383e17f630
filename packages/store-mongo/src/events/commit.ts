import { type LatchkeyEvent, OUTBOX_LIMIT, type UpdateResult } from '@latchkey/core';
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
	if (events.length <= OUTBOX_LIMIT) {
		const update = {
			$set: { ...set, revision: expectedRevision + 1 },
			...(events.length === 0 ? {} : { $push: { outbox: { $each: events.map(pendingEvent) } } }),
		};
		const { matchedCount } = await model.updateOne({ ...expected, ...room(events.length) } as never, update as never);
		if (matchedCount === 1) return 'done';
	}
	const found = await model.findOne(expected as never, { _id: 1 }).lean();
	return found === null ? 'stale' : 'outbox_full';
}

/** The place that the last of the pending events may have at most, were these appended, must still be free. */
function room(appended: number): Filter {
	if (appended === 0) return {};
	return { [`outbox.${OUTBOX_LIMIT - appended}`]: { $exists: false } };
}

/** What a change sets. A whole document fits the type of a change, so `fixed` names what a change may not set. */
export function settable(changes: object, fixed: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(changes).filter(([field]) => !fixed.includes(field)));
}
