import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@latchkey/core';
import { storeContract } from '@latchkey/testing';
import { sqliteStore } from './store.ts';

storeContract({
	name: 'SQLite in a file',
	async open() {
		const folder = mkdtempSync(join(tmpdir(), 'latchkey-store-sqlite-'));
		const opened: Store[] = [];
		const openFile = async (): Promise<Store> => {
			const store = await sqliteStore({ file: join(folder, 'latchkey.db') });
			opened.push(store);
			return store;
		};
		const closeAll = async (): Promise<void> => {
			for (const store of opened.splice(0)) await store.close();
		};
		return {
			store: await openFile(),
			another: openFile,
			async reopen() {
				await closeAll();
				return await openFile();
			},
			async close() {
				await closeAll();
				rmSync(folder, { recursive: true });
			},
		};
	},
});

storeContract({
	name: 'SQLite in memory',
	volatile: 'a database in memory goes with its connection',
	async open() {
		const store = await sqliteStore({ file: ':memory:' });
		return { store, close: () => store.close() };
	},
});
