import { type LatchkeyEvent, OUTBOX_LIMIT, type UpdateResult } from '@latchkey/core';
import type { Model } from 'mongoose';
import { type Filter, is, plain, type Value } from '../database/filters.ts';
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
	for (const [field, value] of Object.entries(set)) assertFits(model, field, value);
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

const SCALARS = new Set(['String', 'Number', 'Boolean']);

/** The schema alone would make a text of an object, and let a pattern pass for one. */
export function assertFits<Document>(model: Model<Document>, field: string, value: unknown): void {
	if (SCALARS.has(model.schema.path(field)?.instance ?? '')) plain(value as Value);
	else assertData(value);
}

function assertData(value: unknown): void {
	if (typeof value === 'function') throw new TypeError('a value is no data');
	if (typeof value !== 'object' || value === null) return;
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== Array.prototype) throw new TypeError('a value is no data');
	for (const inner of Object.values(value)) assertData(inner);
}
