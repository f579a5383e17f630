import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Each field of a document, its column, and whether it is kept as JSON. */
export type Columns<Document> = Readonly<Record<keyof Document, { readonly column: string; readonly json?: true }>>;

/** A column that this store wrote as JSON. */
export function json<T>(value: SQLOutputValue | undefined): T {
	return JSON.parse(String(value)) as T;
}

export function fromColumns<Document>(row: Row, columns: Columns<Document>): Document {
	const document: Partial<Document> = {};
	for (const field of Object.keys(columns) as (keyof Document)[]) {
		const { column, json: isJson } = columns[field];
		const value = row[column];
		document[field] = (isJson === true && value !== null ? json(value) : value) as Document[typeof field];
	}
	return document as Document;
}

/** Statements by their text, made once: the texts are ours, and there are few. */
export function statementCache(database: DatabaseSync): (sql: string) => StatementSync {
	const statements = new Map<string, StatementSync>();
	return (sql) => {
		const known = statements.get(sql);
		if (known !== undefined) return known;
		const made = database.prepare(sql);
		statements.set(sql, made);
		return made;
	};
}
