import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { inject, onTestFinished } from 'vitest';

/** The URL of a database of MongoDB that goes with the running test. */
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
