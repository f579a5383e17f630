export type { MongoConnectionOptions } from './connection.ts';
export { ensureIndexes, MONGO_INDEXES, MONGO_SHARD_KEYS, type MongoIndex } from './indexes.ts';
export { type MongoStoreOptions, mongoStore } from './store.ts';
