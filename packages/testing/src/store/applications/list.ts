import { type ClientApplication, type ListQuery, type Store, tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { readAllPages } from '../assertions.ts';
import { buildApplication } from '../builders/applications.ts';
import { BUILT_AT } from '../builders/built.ts';
import type { StoreCase } from '../store-case.ts';
import { TENANT } from '../tenants.ts';

/** Inserts out of order, so that no store can pass by answering in the order of insertion. */
async function insertShuffled(store: Store, applications: readonly ClientApplication[]): Promise<void> {
	const shuffled = [...applications.filter((_, index) => index % 2 === 1), ...applications].filter(
		(application, index, all) => all.indexOf(application) === index,
	);
	for (const application of shuffled) expect(await store.applications.insert(application, [])).toBe('done');
}

/** Newest first; those made in the same millisecond by Client ID, descending. */
function newestFirst(applications: readonly ClientApplication[]): string[] {
	return applications
		.toSorted((a, b) => b.createdAt - a.createdAt || (a.clientId < b.clientId ? 1 : -1))
		.map(({ clientId }) => clientId);
}

/** `count` applications, three of them in each millisecond. */
function manyApplications(count: number): ClientApplication[] {
	return Array.from({ length: count }, (_, index) =>
		buildApplication(TENANT, {
			createdAt: BUILT_AT + Math.floor(index / 3),
			ownerId: index % 2 === 0 ? 'user-even' : 'user-odd',
			status: index % 3 === 0 ? 'disabled' : 'enabled',
			name: index % 5 === 0 ? 'Report fetcher' : 'Device sync',
		}),
	);
}

const idsOf = (applications: readonly ClientApplication[]): string[] => applications.map(({ clientId }) => clientId);

async function readAll(store: Store, query: ListQuery): Promise<string[]> {
	const all = await readAllPages<ClientApplication>(query.limit, (after) =>
		store.applications.list(TENANT, { ...query, after }),
	);
	return idsOf(all);
}

export const listCases: readonly StoreCase[] = [
	{
		name: 'lists newest first, and those of one millisecond by Client ID, descending',
		async run({ store }) {
			const applications = manyApplications(9);
			await insertShuffled(store, applications);
			const listed = await store.applications.list(TENANT, { limit: 100 });
			expect(idsOf(listed)).toStrictEqual(newestFirst(applications));
			const newest = applications.find(({ clientId }) => clientId === listed[0]?.clientId);
			expect(listed[0]).toStrictEqual(newest);
		},
	},
	{
		name: 'lists every application exactly once, whatever the size of the pages',
		async run({ store }) {
			const applications = manyApplications(13);
			await insertShuffled(store, applications);
			for (const limit of [1, 2, 3, 5, 12, 13, 14]) {
				expect(await readAll(store, { limit }), `limit ${limit}`).toStrictEqual(newestFirst(applications));
			}
		},
	},
	{
		name: 'neither repeats nor skips an application while others are added and removed between the pages',
		async run({ store }) {
			const applications = manyApplications(12);
			await insertShuffled(store, applications);
			const leaving = applications.filter((_, index) => index % 4 === 1);
			const goingTo = [...leaving];
			const seen = await readAllPages<ClientApplication>(2, async (after) => {
				const page = await store.applications.list(TENANT, { limit: 2, after });
				// One on top, one in the middle of what was read last, and away with one that may be that position itself.
				const [createdAt = BUILT_AT] = page.map((item) => item.createdAt);
				await store.applications.insert(buildApplication(TENANT, { createdAt: BUILT_AT + 1000 }), []);
				await store.applications.insert(buildApplication(TENANT, { createdAt: createdAt + 1 }), []);
				const gone = goingTo.pop();
				if (gone !== undefined) await remove(store, gone);
				return page;
			});
			const seenIds = idsOf(seen);
			expect(new Set(seenIds).size, 'none came twice').toBe(seenIds.length);
			const stayed = newestFirst(applications.filter((application) => !leaving.includes(application)));
			expect(seenIds.filter((id) => stayed.includes(id))).toStrictEqual(stayed);
		},
	},
	{
		name: 'goes on after a position whose application is gone',
		async run({ store }) {
			const applications = manyApplications(6);
			await insertShuffled(store, applications);
			const expected = newestFirst(applications);
			const [first] = await store.applications.list(TENANT, { limit: 1 });
			if (first === undefined) throw new Error('the list is empty');
			await remove(store, first);
			const rest = await store.applications.list(TENANT, { limit: 100, after: first });
			expect(idsOf(rest)).toStrictEqual(expected.slice(1));
		},
	},
	{
		name: 'filters by owner, by status, by text and by all of them, page by page',
		async run({ store }) {
			const applications = manyApplications(31);
			await insertShuffled(store, applications);
			for (const ownerId of [undefined, 'user-even', 'nobody']) {
				for (const status of [undefined, 'enabled', 'disabled'] as const) {
					for (const text of [undefined, 'report', 'nothing like it']) {
						const fits = (application: ClientApplication): boolean =>
							(ownerId === undefined || application.ownerId === ownerId) &&
							(status === undefined || application.status === status) &&
							(text === undefined || application.name.toLowerCase().includes(text));
						const expected = newestFirst(applications.filter(fits));
						const about = JSON.stringify({ ownerId, status, text });
						expect(await readAll(store, { limit: 2, ownerId, status, text }), about).toStrictEqual(expected);
					}
				}
			}
		},
	},
	{
		name: 'shows a new name, owner and status to the filters at once',
		async run({ store }) {
			const application = buildApplication(TENANT, { name: 'Before', ownerId: 'user-1', status: 'enabled' });
			const { clientId } = application;
			await store.applications.insert(application, []);
			const changes = { name: 'After', ownerId: 'user-2', status: 'disabled' } as const;
			await store.applications.update(TENANT, clientId, 1, changes, []);
			const list = async (query: Omit<ListQuery, 'limit'>): Promise<string[]> =>
				idsOf(await store.applications.list(TENANT, { limit: 10, ...query }));
			expect(await list({ text: 'before' })).toStrictEqual([]);
			expect(await list({ ownerId: 'user-1' })).toStrictEqual([]);
			expect(await list({ status: 'enabled' })).toStrictEqual([]);
			expect(await list({ text: 'after', ownerId: 'user-2', status: 'disabled' })).toStrictEqual([clientId]);
			expect(await store.applications.count(TENANT, 'user-1')).toBe(0);
			expect(await store.applications.count(TENANT, 'user-2')).toBe(1);
		},
	},
	{
		name: 'counts what is live, of everybody and of one owner, and names the slots in order',
		async run({ store }) {
			const applications = manyApplications(7);
			await insertShuffled(store, applications);
			const [first, ...rest] = applications;
			if (first !== undefined) await remove(store, first);
			const even = rest.filter(({ ownerId }) => ownerId === 'user-even');
			expect(await store.applications.count(TENANT)).toBe(6);
			expect(await store.applications.count(TENANT, 'user-even')).toBe(even.length);
			expect(await store.applications.count(TENANT, 'nobody')).toBe(0);
			expect(await store.applications.slots(TENANT)).toStrictEqual(rest.map(({ slot }) => slot).sort());
		},
	},
];

async function remove(store: Store, { clientId, revision }: ClientApplication): Promise<void> {
	const removal = { status: 'removed', slot: tombstoneSlot(clientId), removedAt: BUILT_AT } as const;
	expect(await store.applications.update(TENANT, clientId, revision, removal, [])).toBe('done');
}
