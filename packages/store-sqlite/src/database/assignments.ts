import type { SQLInputValue } from 'node:sqlite';

export interface Assignments {
	readonly columns: readonly string[];
	readonly values: readonly SQLInputValue[];
}

/** What a change sets. A whole document fits the type of a change, so what has no column here is left out. */
export function assignmentsOf<Field extends string>(
	columnOf: Readonly<Record<Field, string>>,
	changes: Readonly<Partial<Record<Field, unknown>>>,
): Assignments {
	const columns: string[] = [];
	const values: SQLInputValue[] = [];
	for (const field of Object.keys(columnOf) as Field[]) {
		const value = changes[field];
		if (value === undefined) continue;
		columns.push(columnOf[field]);
		values.push(sqlValue(value));
	}
	return { columns, values };
}

function sqlValue(value: unknown): SQLInputValue {
	if (typeof value === 'boolean') return Number(value);
	return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as SQLInputValue);
}
