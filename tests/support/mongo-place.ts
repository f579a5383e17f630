import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { inject, onTestFinished } from 'vitest';
import { type Place, scratchRedis } from './places.ts';

export async function mongoWithRedis(): Promise<Place> {
	return { data: scratchDatabase(), redisUrl: await scratchRedis() };
}

/** The URL of a database that goes with the running test. */
export function scratchDatabase(): string {
	const mongo = inject('mongo');
	if ('missing' in mongo) throw new Error(mongo.missing);
	const url = new URL(`latchkey_${randomUUID().replaceAll('-', '').slice(0, 20)}`, mongo.url);
	onTestFinished(async () => {
		const client = new MongoClient(url.href);
		await client.db(url.pathname.slice(1)).dropDatabase();
		await client.close();
	});
	return url.href;
}
