import { type CredentialUsage, type Store, tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { buildApplication } from './builders/applications.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildUsage } from './builders/usage.ts';
import { race, racers, type StoreCase } from './store-case.ts';
import { TENANT } from './tenants.ts';

/** Usage is kept beside an application, so there has to be one. */
async function insertApplication({ applications }: Store): Promise<string> {
	const application = buildApplication(TENANT);
	await applications.insert(application, []);
	return application.clientId;
}

const sorted = (usages: readonly CredentialUsage[]): CredentialUsage[] =>
	usages.toSorted((a, b) => (`${a.clientId} ${a.credentialId}` < `${b.clientId} ${b.credentialId}` ? -1 : 1));

export const usageCases: readonly StoreCase[] = [
	{
		name: 'gives usage back as it was first recorded, by secret, for the applications that were asked for',
		async run({ store }) {
			const [first, second, other] = [
				await insertApplication(store),
				await insertApplication(store),
				await insertApplication(store),
			];
			const usages = [
				buildUsage({ clientId: first, credentialId: 'sec_1', tokensIssued: 3, lastAddress: '2001:db8::1' }),
				buildUsage({ clientId: first, credentialId: 'sec_2', lastUsedAt: BUILT_AT + 9, lastAddress: null }),
				buildUsage({ clientId: second, credentialId: 'sec_3', firstUsedAt: BUILT_AT - 9 }),
			];
			await store.usage.record(TENANT, [...usages, buildUsage({ clientId: other, credentialId: 'sec_4' })]);
			expect(sorted(await store.usage.find(TENANT, [second, first]))).toStrictEqual(usages);
			expect(await store.usage.find(TENANT, [second])).toStrictEqual(usages.slice(2));
			expect(await store.usage.find(TENANT, [])).toStrictEqual([]);
			expect(await store.usage.find(TENANT, ['lk.acme.emm-eu.unknown'])).toStrictEqual([]);
		},
	},
	{
		name: 'adds counts up and keeps the earliest and the latest time, whatever order they come in',
		async run({ store }) {
			const clientId = await insertApplication(store);
			const at = (time: number, tokensIssued: number, lastAddress: string | null): CredentialUsage =>
				buildUsage({ clientId, tokensIssued, firstUsedAt: time - 5, lastUsedAt: time, lastAddress });
			await store.usage.record(TENANT, [at(BUILT_AT + 100, 1, 'middle')]);
			await store.usage.record(TENANT, [at(BUILT_AT + 300, 10, 'latest')]);
			await store.usage.record(TENANT, [at(BUILT_AT + 50, 100, 'earliest')]);
			await store.usage.record(TENANT, [at(BUILT_AT + 200, 1000, null)]);
			const [usage] = await store.usage.find(TENANT, [clientId]);
			expect(usage).toStrictEqual(
				buildUsage({
					clientId,
					tokensIssued: 1111,
					firstUsedAt: BUILT_AT + 45,
					lastUsedAt: BUILT_AT + 300,
					lastAddress: 'latest',
				}),
			);
			await store.usage.record(TENANT, [at(BUILT_AT + 400, 1, null)]);
			expect(await store.usage.find(TENANT, [clientId])).toMatchObject([{ lastAddress: null, tokensIssued: 1112 }]);
		},
	},
	{
		name: 'loses no count of 40 batches that are recorded at once',
		async run(opened) {
			const { store } = opened;
			const clientIds = [await insertApplication(store), await insertApplication(store)];
			await race(await racers(opened), 40, ({ usage }, index) =>
				usage.record(
					TENANT,
					clientIds.map((clientId) =>
						buildUsage({ clientId, tokensIssued: 2, firstUsedAt: BUILT_AT + index, lastUsedAt: BUILT_AT + 10 * index }),
					),
				),
			);
			const expected = { tokensIssued: 80, firstUsedAt: BUILT_AT, lastUsedAt: BUILT_AT + 390 };
			expect(await store.usage.find(TENANT, clientIds)).toMatchObject([expected, expected]);
		},
	},
	{
		name: 'drops usage of what is not there, and of what was purged, and records the rest of the batch',
		async run({ store }) {
			const kept = await insertApplication(store);
			const built = buildApplication(TENANT, { status: 'removed', removedAt: BUILT_AT - 1 });
			const { clientId: gone } = built;
			await store.applications.insert({ ...built, slot: tombstoneSlot(gone) }, []);
			await store.usage.record(TENANT, [buildUsage({ clientId: gone })]);
			expect(await store.usage.find(TENANT, [gone]), 'a tombstone still has it').toHaveLength(1);
			await store.applications.purgeRemoved(BUILT_AT, 10);
			const unknown = 'lk.acme.emm-eu.unknown';
			await store.usage.record(
				TENANT,
				[gone, kept, unknown].map((clientId) => buildUsage({ clientId })),
			);
			expect(await store.usage.find(TENANT, [gone, kept, unknown])).toStrictEqual([buildUsage({ clientId: kept })]);
			expect(await store.transfer.count('usage')).toBe(1);
		},
	},
	{
		name: 'records nothing of an empty batch, and leaves the application itself untouched',
		async run({ store }) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			await store.applications.insert(application, []);
			await store.usage.record(TENANT, []);
			expect(await store.usage.find(TENANT, [clientId])).toStrictEqual([]);
			await store.usage.record(TENANT, [buildUsage({ clientId })]);
			expect(await store.applications.find(TENANT, clientId)).toStrictEqual(application);
		},
	},
];
