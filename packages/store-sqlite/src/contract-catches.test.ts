import type { Store } from '@latchkey/core';
import { type OpenedStore, storeCases } from '@latchkey/testing';
import { expect, it } from 'vitest';
import type { WrongStore } from '../test/wrong/store.ts';
import { wrongStores } from '../test/wrong/stores.ts';
import { sqliteStore } from './store.ts';

async function openWrong({ spoil }: WrongStore): Promise<OpenedStore> {
	const opened: Store[] = [];
	const open = async (): Promise<Store> => {
		const store = await sqliteStore({ file: ':memory:' });
		opened.push(store);
		return spoil(store);
	};
	return {
		store: await open(),
		reopen: open,
		async close() {
			for (const store of opened) await store.close();
		},
	};
}

it.each(wrongStores)('fails a store where $mistake', async (wrong) => {
	for (const name of wrong.caught) {
		const cases = storeCases.flatMap((group) =>
			group.cases.filter((found) => `${group.name}: ${found.name}`.includes(name)),
		);
		expect(cases, name).not.toHaveLength(0);
		for (const { name: caseName, run } of cases) {
			const opened = await openWrong(wrong);
			await expect(run(opened), caseName).rejects.toMatchObject({ name: 'AssertionError' });
			await opened.close();
		}
	}
});
