export type { MongoConnectionOptions } from './connection.ts';
export {
	type EnsureIndexesOptions,
	ensureIndexes,
	MONGO_INDEXES,
	MONGO_SHARD_KEYS,
	type MongoIndex,
} from './indexes.ts';
export { type MongoStoreOptions, mongoStore } from './store.ts';
