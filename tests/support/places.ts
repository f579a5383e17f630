import { onTestFinished } from 'vitest';
import { startRedisServer } from '../../tools/servers/redis.ts';
import { scratchFile } from './scratch-file.ts';

/** Where processes of one platform meet; it goes with the running test. */
export interface Place {
	/** A file of SQLite's, or the URL of a database. */
	readonly data: string;
	/** Where absent, each works by itself, in-process. */
	readonly redisUrl?: string;
}

export function aloneOnSqlite(): Place {
	return { data: scratchFile() };
}

export async function sqliteWithRedis(): Promise<Place> {
	return { data: scratchFile(), redisUrl: await scratchRedis() };
}

export async function scratchRedis(): Promise<string> {
	const redis = await startRedisServer({ restartable: true });
	onTestFinished(() => redis.stop());
	return redis.url;
}
