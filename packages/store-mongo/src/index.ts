export type { MongoConnectionOptions } from './database/connection.ts';
export {
	type EnsureIndexesOptions,
	ensureIndexes,
	MONGO_INDEXES,
	MONGO_SHARD_KEYS,
	type MongoIndex,
} from './database/indexes.ts';
export { type MongoStoreOptions, mongoStore } from './store.ts';
