import { randomUUID } from 'node:crypto';
import type { ConnectOptions } from 'mongoose';
import { mongo } from 'mongoose';
import { connect, type MongoConnection } from '../src/connection.ts';
import { createMissing } from '../src/indexes.ts';

/** The name of a database that nobody else has. */
export function scratchName(): string {
	return `latchkey_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
}

/** A connection to a database with its indexes. */
export async function connectTo(url: string, database: string, more: ConnectOptions = {}): Promise<MongoConnection> {
	const connection = await connect({ url, database }, more);
	await createMissing(connection);
	return connection;
}

/** Work on a database by the driver alone. */
export async function inDatabase<T>(url: string, name: string, work: (database: mongo.Db) => Promise<T>): Promise<T> {
	const client = new mongo.MongoClient(url);
	try {
		return await work(client.db(name));
	} finally {
		await client.close();
	}
}

export async function dropDatabase(url: string, name: string): Promise<void> {
	await inDatabase(url, name, (database) => database.dropDatabase());
}
