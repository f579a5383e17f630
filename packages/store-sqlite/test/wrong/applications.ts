import { setImmediate as turn } from 'node:timers/promises';
import {
	type ApplicationRepository,
	type ClientApplication,
	type ListQuery,
	StoreUnavailableError,
	type Tenant,
} from '@latchkey/core';
import { type WrongStore, wrongApplications } from './store.ts';

async function pageByNumber(right: ApplicationRepository, tenant: Tenant, query: ListQuery, seen: string[]) {
	const { after, limit, ...filters } = query;
	const skip = after === undefined ? 0 : seen.indexOf(after.clientId) + 1;
	const all = await right.list(tenant, { ...filters, limit: 100 });
	const page = all.slice(skip, skip + limit);
	for (const [index, { clientId }] of page.entries()) seen[skip + index] = clientId;
	return page;
}

export const wrongApplicationStores: readonly WrongStore[] = [
	{
		mistake: 'update does not compare the revision',
		caught: ['applications: update: answers stale for another revision'],
		spoil: wrongApplications((right) => ({
			async update(tenant, clientId, _revision, changes, events) {
				const found = await right.find(tenant, clientId);
				return right.update(tenant, clientId, found?.revision ?? 0, changes, events);
			},
		})),
	},
	{
		mistake: 'update compares in one step and sets in another',
		caught: ['applications: update: lets exactly one of 50 racing updates'],
		spoil: wrongApplications((right) => ({
			async update(tenant, clientId, revision, changes, events) {
				if ((await right.find(tenant, clientId))?.revision !== revision) return 'stale';
				// All who race have looked by then.
				await turn();
				for (let now = revision; ; now++) {
					const result = await right.update(tenant, clientId, now, changes, events);
					if (result !== 'stale') return result;
				}
			},
		})),
	},
	{
		mistake: 'insert looks for the slot in one step and takes it in another',
		caught: ['fills each of 63 slots exactly once'],
		spoil: wrongApplications((right) => ({
			async insert(application, events) {
				if ((await right.slots(application)).includes(application.slot)) return 'slot_taken';
				await turn();
				const result = await right.insert(application, events);
				if (result !== 'slot_taken') return result;
				return right.insert({ ...application, slot: `${application.slot}-${application.clientId}` }, events);
			},
		})),
	},
	{
		mistake: 'a taken Client ID is told as a taken slot',
		caught: ['refuses a second application of one Client ID'],
		spoil: wrongApplications((right) => ({
			async insert(application, events) {
				const result = await right.insert(application, events);
				return result === 'client_id_taken' ? 'slot_taken' : result;
			},
		})),
	},
	{
		mistake: 'a taken slot is told before a taken Client ID',
		caught: ['tells of the Client ID where both'],
		spoil: wrongApplications((right) => ({
			async insert(application, events) {
				if ((await right.slots(application)).includes(application.slot)) return 'slot_taken';
				return right.insert(application, events);
			},
		})),
	},
	{
		mistake: 'an update into a taken slot is written but for the slot',
		caught: ['rejects an update into a slot that another application has'],
		spoil: wrongApplications((right) => ({
			async update(tenant, clientId, revision, { slot, ...changes }, events) {
				const taken = slot !== undefined && (await right.slots(tenant)).includes(slot);
				return right.update(
					tenant,
					clientId,
					revision,
					taken || slot === undefined ? changes : { ...changes, slot },
					events,
				);
			},
		})),
	},
	{
		mistake: 'a batch that does not fit is written as far as it does',
		caught: ['events of one application, and refuses a batch'],
		spoil: wrongApplications((right) => ({
			async update(tenant, clientId, revision, changes, events) {
				const result = await right.update(tenant, clientId, revision, changes, events);
				return result === 'outbox_full' && events.length > 1
					? right.update(tenant, clientId, revision, changes, events.slice(0, 1))
					: result;
			},
		})),
	},
	{
		mistake: 'pages are skipped to by number',
		caught: ['neither repeats nor skips an application'],
		spoil: wrongApplications((right) => {
			const seen: string[] = [];
			return { list: (tenant, query) => pageByNumber(right, tenant, query, seen) };
		}),
	},
	{
		mistake: 'a position is a time alone',
		caught: ['lists every application exactly once'],
		spoil: wrongApplications((right) => ({
			list: (tenant, query) =>
				right.list(tenant, query.after === undefined ? query : { ...query, after: { ...query.after, clientId: '' } }),
		})),
	},
	{
		mistake: 'text is searched for as a pattern',
		caught: ['finds text in names literally'],
		spoil: wrongApplications((right) => ({
			async list(tenant, { text, ...query }) {
				const all = await right.list(tenant, query);
				if (text === undefined) return all;
				const like = new RegExp(
					text
						.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
						.replace(/%/g, '.*')
						.replace(/_/g, '.'),
					'iu',
				);
				return all.filter(({ name, clientId }) => like.test(name) || like.test(clientId));
			},
		})),
	},
	{
		mistake: 'removed applications are counted',
		caught: ['frees the slot of a removed application'],
		spoil: wrongApplications((right) => {
			let inserted = 0;
			return {
				async insert(application: ClientApplication, events) {
					inserted += 1;
					return right.insert(application, events);
				},
				count: async () => inserted,
			};
		}),
	},
	{
		mistake: 'the feed leaves out what was invalidated at the very time',
		caught: ['feeds what was invalidated at or after a time'],
		spoil: wrongApplications((right) => ({
			invalidatedSince: (since, after, limit) => right.invalidatedSince(since + 1, after, limit),
		})),
	},
	{
		mistake: 'a leaked secret is looked for among the newest secrets only',
		caught: ['finds whose secret it is by its fingerprint'],
		spoil: wrongApplications((right) => ({
			async findByFingerprint(fingerprint) {
				const found = await right.findByFingerprint(fingerprint);
				return found?.secrets.at(-1)?.fingerprint === fingerprint ? found : undefined;
			},
		})),
	},
	{
		mistake: 'a leaked secret is found after it was taken out',
		caught: ['finds by what the secrets are now'],
		spoil: wrongApplications((right) => {
			const seen = new Map<string, ClientApplication>();
			return {
				async findByFingerprint(fingerprint) {
					const found = (await right.findByFingerprint(fingerprint)) ?? seen.get(fingerprint);
					if (found !== undefined) seen.set(fingerprint, found);
					return found;
				},
			};
		}),
	},
	{
		mistake: 'purging does not wait for events',
		caught: ['keeps a removed application until its events are relayed'],
		spoil: wrongApplications((right, store) => ({
			async purgeRemoved(before, limit) {
				for (const { document, events } of await store.outbox.pending(1000)) {
					const eventIds = events.map(({ id }) => id);
					await store.outbox.take(document, eventIds);
				}
				return right.purgeRemoved(before, limit);
			},
		})),
	},
	{
		mistake: 'purging knows no bound',
		caught: ['purges no more at once than it was told'],
		spoil: wrongApplications((right) => ({ purgeRemoved: (before) => right.purgeRemoved(before, 1000) })),
	},
	{
		mistake: 'a failure is answered as an absence',
		caught: ['applications.find rejects with StoreUnavailableError after close'],
		spoil: wrongApplications((right) => ({
			find: (tenant, clientId) =>
				right.find(tenant, clientId).catch((error: unknown) => {
					if (error instanceof StoreUnavailableError) return undefined;
					throw error;
				}),
		})),
	},
];
