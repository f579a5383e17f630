import { randomUUID } from 'node:crypto';
import { createConnection } from 'mongoose';

/** The name of a database that nobody else has. */
export function scratchName(): string {
	return `latchkey_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
}

export async function dropDatabase(url: string, database: string): Promise<void> {
	const connection = await createConnection(url, { dbName: database }).asPromise();
	await connection.dropDatabase();
	await connection.close();
}
