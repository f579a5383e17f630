import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { inject, onTestFinished } from 'vitest';
import { startRedisServer } from '../../tools/servers/redis.ts';
import { scratchFile } from './scratch-file.ts';

/** Where processes of one platform meet. */
export interface Place {
	/** A file of SQLite's, or the URL of a database. */
	readonly data: string;
	readonly redisUrl?: string;
}

/** What a platform can stand on, by its name; each opens a place of its own that goes with the running test. */
export function kindsOfPlaces(): Readonly<Record<string, () => Promise<Place>>> {
	const mongo = inject('mongo');
	return {
		'on SQLite, each by itself': async () => ({ data: scratchFile() }),
		'on SQLite, with Redis': async () => ({ data: scratchFile(), redisUrl: await scratchRedis() }),
		...('missing' in mongo
			? {}
			: {
					'on MongoDB, with Redis': async () => ({
						data: scratchDatabase(mongo.url),
						redisUrl: await scratchRedis(),
					}),
				}),
	};
}

/** The URL of a database that goes with the running test. */
export function scratchDatabase(serverUrl: string): string {
	const url = new URL(`latchkey_${randomUUID().replaceAll('-', '').slice(0, 20)}`, serverUrl);
	onTestFinished(async () => {
		const client = new MongoClient(url.href);
		await client.db(url.pathname.slice(1)).dropDatabase();
		await client.close();
	});
	return url.href;
}

async function scratchRedis(): Promise<string> {
	const redis = await startRedisServer({ restartable: true });
	onTestFinished(() => redis.stop());
	return redis.url;
}
