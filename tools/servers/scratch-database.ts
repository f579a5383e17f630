import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';

/** The name of a database that nobody else has. */
export function scratchName(): string {
	return `latchkey_test_${randomUUID().replaceAll('-', '')}`;
}

export async function dropDatabase(url: string, name: string): Promise<void> {
	const client = new MongoClient(url);
	try {
		await client.db(name).dropDatabase();
	} finally {
		await client.close();
	}
}
