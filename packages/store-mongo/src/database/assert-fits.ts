import type { Model } from 'mongoose';
import { plain, type Value } from './filters.ts';

const SCALARS = new Set(['String', 'Number', 'Boolean']);

/** The schema alone would make a text of an object, and let a pattern pass for one. */
export function assertFits<Document>(model: Model<Document>, set: Readonly<Record<string, unknown>>): void {
	for (const [field, value] of Object.entries(set)) {
		if (SCALARS.has(model.schema.path(field)?.instance ?? '')) plain(value as Value);
		else assertData(value);
	}
}

function assertData(value: unknown): void {
	if (typeof value === 'function') throw new TypeError('a value is no data');
	if (typeof value !== 'object' || value === null) return;
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== Array.prototype) throw new TypeError('a value is no data');
	for (const inner of Object.values(value)) assertData(inner);
}
