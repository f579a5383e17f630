import { type Store, tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { documentOf, everythingOf } from './assertions.ts';
import { buildApplication } from './builders/applications.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildEvents } from './builders/events.ts';
import { buildHostKey } from './builders/keys.ts';
import { buildPolicy } from './builders/policies.ts';
import { buildUsedAssertion } from './builders/tokens.ts';
import { buildUsage } from './builders/usage.ts';
import type { OpenedStore, StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

async function reopened(opened: OpenedStore): Promise<Store> {
	const store = await opened.reopen?.();
	if (store === undefined) throw new Error('no `reopen` here; where nothing outlives `close`, say why in `volatile`');
	return store;
}

export const durabilityCases: readonly StoreCase[] = [
	{
		name: 'still has what it acknowledged, of all tenants, after it was closed and opened again',
		reopens: true,
		async run(opened) {
			const { store } = opened;
			const tenants = [TENANT, ...Object.values(STRANGERS)];
			for (const tenant of tenants) {
				const application = buildApplication(tenant);
				const { clientId } = application;
				const events = buildEvents(application, 3);
				await store.applications.insert(application, events);
				await store.applications.update(tenant, clientId, 1, { name: 'Renamed' }, buildEvents(application, 1));
				await store.outbox.take(
					documentOf(tenant, clientId),
					events.slice(0, 2).map(({ id }) => id),
				);
				await store.policies.insert(buildPolicy(tenant));
				await store.policies.update(tenant, 1, { dataKey: null }, buildEvents({ ...tenant, clientId: null }, 1));
				await store.usage.record(tenant, [buildUsage({ clientId })]);
			}
			const key = buildHostKey();
			await store.hostKeys.insert(key);
			await store.hostKeys.insert(buildHostKey({ createdAt: BUILT_AT + 1 }));
			await store.hostKeys.rewrap(key.keyId, key.wrapped, { keyEncryptionKeyId: 'kek-2', ciphertext: 'bmV4dA' });
			const read = async (from: Store): Promise<unknown> => ({
				tenants: await Promise.all(tenants.map((tenant) => everythingOf(from, tenant))),
				pending: await from.outbox.pending(1000),
				hostKeys: await from.hostKeys.list(),
			});
			const before = await read(store);
			expect(await read(await reopened(opened))).toStrictEqual(before);
		},
	},
	{
		name: 'still keeps revisions, slots and purges after it was closed and opened again',
		reopens: true,
		async run(opened) {
			const { store } = opened;
			const application = buildApplication(TENANT);
			const { clientId } = application;
			await store.applications.insert(application, []);
			await store.applications.update(TENANT, clientId, 1, { name: 'Renamed' }, []);
			const built = buildApplication(TENANT, { status: 'removed', removedAt: BUILT_AT - 1 });
			await store.applications.insert({ ...built, slot: tombstoneSlot(built.clientId) }, []);
			await store.applications.purgeRemoved(BUILT_AT, 10);

			const { applications } = await reopened(opened);
			expect(await applications.update(TENANT, clientId, 1, { name: 'Late' }, [])).toBe('stale');
			expect(await applications.insert(buildApplication(TENANT, { slot: application.slot }), [])).toBe('slot_taken');
			expect(await applications.find(TENANT, built.clientId)).toBeUndefined();
			expect(await applications.update(TENANT, clientId, 2, { name: 'In time' }, [])).toBe('done');
		},
	},
	{
		name: 'still knows which assertions were used after it was closed and opened again',
		reopens: true,
		async run(opened) {
			const assertion = buildUsedAssertion();
			expect(await opened.store.usedAssertions.use(TENANT, assertion)).toBe(true);
			const { usedAssertions } = await reopened(opened);
			expect(await usedAssertions.use(TENANT, assertion)).toBe(false);
		},
	},
];
