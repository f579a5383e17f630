import { Redis } from 'ioredis';

/** Looks at what a queue has put there. */
export async function redisClient(url: string): Promise<Redis> {
	const client = new Redis(url, { lazyConnect: true });
	await client.connect();
	return client;
}
