export { inspectSqlite, type SqliteInspection } from './inspect.ts';
export { type SqliteStoreOptions, sqliteStore } from './store.ts';
