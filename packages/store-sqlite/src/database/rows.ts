import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** A statement whose rows come as arrays, in the order of their columns: quicker than objects. */
export interface RowStatement<Item> {
	get(...values: SQLInputValue[]): Item | undefined;
	all(...values: SQLInputValue[]): Item[];
}

export function prepareRows<Row, Item>(
	database: DatabaseSync,
	sql: string,
	itemOf: (row: Row) => Item,
): RowStatement<Item> {
	const statement = database.prepare(sql);
	statement.setReturnArrays(true);
	return {
		get(...values) {
			const row = statement.get(...values) as Row | undefined;
			return row === undefined ? undefined : itemOf(row);
		},
		all: (...values) => (statement.all(...values) as unknown as Row[]).map((row) => itemOf(row)),
	};
}

export function prepareArrays<Row>(database: DatabaseSync, sql: string): RowStatement<Row> {
	return prepareRows(database, sql, (row: Row) => row);
}

/** Inserts a whole row, in the order of `columns`. */
export function prepareInsert(database: DatabaseSync, table: string, columns: string, conflict = ''): StatementSync {
	const places = columns.split(',').map(() => '?');
	return database.prepare(`INSERT INTO ${table} (${columns}) VALUES (${places.join(', ')}) ${conflict}`);
}

/**
 * Deletes what meets a condition, up to a limit, which is its last value; SQLite's `DELETE` has none. Returns how many.
 * `key` names the columns of the primary key.
 */
export function prepareBatchDelete(
	database: DatabaseSync,
	table: string,
	key: string,
	condition: string,
): (...values: SQLInputValue[]) => number {
	const statement = database.prepare(
		`DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ?)`,
	);
	return (...values) => Number(statement.run(...values).changes);
}

/** A column that this store wrote as a list. Most lists of most rows are empty, and some are read for every token. */
export function list<Item>(text: string): readonly Item[] {
	return text === '[]' ? [] : (JSON.parse(text) as Item[]);
}

/** A column that this store wrote as JSON, or null. */
export function nullable<T>(text: string | null): T | null {
	return text === null ? null : (JSON.parse(text) as T);
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
