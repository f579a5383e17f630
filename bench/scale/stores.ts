import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Store } from '@latchkey/core';
import { mongoStore } from '@latchkey/store-mongo';
import { sqliteStore } from '@latchkey/store-sqlite';
import { MongoClient } from 'mongodb';

export interface OpenScaleStore {
	readonly store: Store;
	/** Throws its data away, once the store itself is closed. */
	drop(): Promise<void>;
}

export interface ScaleStores {
	readonly name: string;
	open(size: number): Promise<OpenScaleStore>;
}

/** A store for each size: on MongoDB where there is a URL, else in files of this folder. */
export function storesIn(directory: string, mongoUrl: string | undefined): ScaleStores {
	if (mongoUrl !== undefined) return { name: 'MongoDB', open: (size) => mongoOf(mongoUrl, size) };
	return {
		name: 'SQLite on disk',
		async open(size) {
			return { store: await sqliteStore({ file: join(directory, `${size}.db`) }), drop: async () => undefined };
		},
	};
}

async function mongoOf(url: string, size: number): Promise<OpenScaleStore> {
	const database = `latchkey_bench_${size}_${randomUUID().slice(0, 8)}`;
	return {
		store: await mongoStore({ url, database, indexes: 'create' }),
		async drop() {
			const client = await MongoClient.connect(url);
			await client.db(database).dropDatabase();
			await client.close();
		},
	};
}
