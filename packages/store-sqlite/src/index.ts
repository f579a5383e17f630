export { inspectSqlite, type SqliteInspection } from './database/inspect.ts';
export { type SqliteStoreOptions, sqliteStore } from './store.ts';
