import type { Store } from '@latchkey/core';
import { storeContract } from '@latchkey/testing';
import { dropDatabase, scratchName } from '../test/scratch-database.ts';
import { mongoStore } from './store.ts';

const url = process.env['MONGODB_URL'] ?? '';

storeContract({
	name: 'MongoDB',
	async open() {
		const database = scratchName();
		const opened: Store[] = [];
		const openDatabase = async (): Promise<Store> => {
			const store = await mongoStore({ url, database, indexes: 'create' });
			opened.push(store);
			return store;
		};
		const closeAll = async (): Promise<void> => {
			for (const store of opened.splice(0)) await store.close();
		};
		return {
			store: await openDatabase(),
			another: openDatabase,
			async reopen() {
				await closeAll();
				return await openDatabase();
			},
			async close() {
				await closeAll();
				await dropDatabase(url, database);
			},
		};
	},
});
