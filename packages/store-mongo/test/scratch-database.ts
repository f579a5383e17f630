import { randomUUID } from 'node:crypto';
import { type ConnectOptions, mongo } from 'mongoose';
import { onTestFinished, type ProvidedContext } from 'vitest';
import { connect, type MongoConnection } from '../src/database/connection.ts';
import { createMissing } from '../src/database/indexes.ts';

/** Where a database is. */
export interface DatabaseAddress {
	readonly url: string;
	readonly database: string;
}

/** A database that nobody else has; whoever wants it gone drops it. */
export function unusedDatabase(provided: ProvidedContext['mongo'] | { readonly url: string }): DatabaseAddress {
	if (!('url' in provided)) throw new Error(provided.missing);
	return { url: provided.url, database: `latchkey_${randomUUID().replaceAll('-', '').slice(0, 20)}` };
}

/** A database that goes with the test. */
export function scratch(provided: ProvidedContext['mongo']): DatabaseAddress {
	const at = unusedDatabase(provided);
	onTestFinished(() => dropDatabase(at));
	return at;
}

/** A connection to a database with its indexes. */
export async function connectTo(at: DatabaseAddress, more: ConnectOptions = {}): Promise<MongoConnection> {
	const connection = await connect(at, more);
	await createMissing(connection);
	return connection;
}

/** Work on a database by the driver alone. */
export async function inDatabase<T>(at: DatabaseAddress, work: (database: mongo.Db) => Promise<T>): Promise<T> {
	const client = new mongo.MongoClient(at.url);
	try {
		return await work(client.db(at.database));
	} finally {
		await client.close();
	}
}

export async function dropDatabase(at: DatabaseAddress): Promise<void> {
	await inDatabase(at, (database) => database.dropDatabase());
}
