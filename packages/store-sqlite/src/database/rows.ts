import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A statement whose rows come as arrays, in the order of their columns: quicker than objects. */
export interface ArrayStatement<Columns> {
	get(...values: SQLInputValue[]): Columns | undefined;
	all(...values: SQLInputValue[]): Columns[];
}

export function prepareArrays<Columns>(database: DatabaseSync, sql: string): ArrayStatement<Columns> {
	const statement = database.prepare(sql);
	statement.setReturnArrays(true);
	return {
		get: (...values) => statement.get(...values) as Columns | undefined,
		all: (...values) => statement.all(...values) as unknown as Columns[],
	};
}

/** A column that this store wrote as JSON. */
export function json<T>(value: SQLOutputValue | undefined): T {
	return JSON.parse(String(value)) as T;
}

/** Statements by their text, made once: the texts are ours, and there are few. */
export function statementCache<Statement = StatementSync>(
	make: (sql: string) => Statement,
): (sql: string) => Statement {
	const statements = new Map<string, Statement>();
	return (sql) => {
		const known = statements.get(sql);
		if (known !== undefined) return known;
		const made = make(sql);
		statements.set(sql, made);
		return made;
	};
}
