import { type Claim, type DocumentKey, LEASE_HORIZON, type Store, type Tenant } from '@latchkey/core';
import { expect } from 'vitest';
import { documentOf, endpointDocument } from './assertions.ts';
import { buildApplication } from './builders/applications.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildEndpoint } from './builders/endpoints.ts';
import { buildEvents } from './builders/events.ts';
import { buildPolicy } from './builders/policies.ts';
import { type OpenedStore, race, racers, type StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

export const LEASE_MS = 30_000;
/** More than any of these cases makes. */
const MOST_ITEMS = 50;

export function claimOf(fields: Partial<Claim> = {}): Claim {
	return { holder: 'holder-1', now: BUILT_AT, leaseMs: LEASE_MS, limit: 100, ...fields };
}

/** Work that is leased: all kinds keep to the same rules. */
interface Leased {
	/** Makes one item that can be claimed, and waited since before the next one. */
	add(store: Store, tenant: Tenant, index: number): Promise<DocumentKey>;
	claim(store: Store, claim: Claim): Promise<readonly DocumentKey[]>;
	release(store: Store, holder: string, keys: readonly DocumentKey[]): Promise<void>;
}

const dueApplications: Leased = {
	async add({ applications }, tenant, index) {
		const application = buildApplication(tenant, { nextDueAt: BUILT_AT - 1000 + index });
		expect(await applications.insert(application, [])).toBe('done');
		return documentOf(tenant, application.clientId);
	},
	async claim({ dueWork }, claim) {
		const claimed = await dueWork.claim(claim);
		return claimed.map(({ customerId, domainId, clientId }) => documentOf({ customerId, domainId }, clientId));
	},
	release: ({ dueWork }, holder, keys) =>
		dueWork.release(
			holder,
			keys.map(({ tenant, id }) => ({ tenant, clientId: id ?? '' })),
		),
};

const documentsWithEvents: Leased = {
	async add({ applications }, tenant) {
		const application = buildApplication(tenant);
		await applications.insert(application, buildEvents(application, 2));
		return documentOf(tenant, application.clientId);
	},
	async claim({ outbox }, claim) {
		return (await outbox.claim(claim)).map(({ document }) => document);
	},
	release: ({ outbox }, holder, keys) => outbox.release(holder, keys),
};

/** The same of policies, which are documents with events too: one of each domain. */
const policiesWithEvents: Leased = {
	...documentsWithEvents,
	async add({ policies }, { customerId }, index) {
		const tenant = { customerId, domainId: `domain-${index}` };
		await policies.insert(buildPolicy(tenant));
		expect(await policies.update(tenant, 1, {}, buildEvents({ ...tenant, clientId: null }, 1))).toBe('done');
		return documentOf(tenant, null);
	},
};

const endpointsToSendTo: Leased = {
	async add({ endpoints }, tenant, index) {
		const endpoint = buildEndpoint(tenant, { nextAttemptAt: BUILT_AT - 1000 + index });
		expect(await endpoints.insert(endpoint, [])).toBe('done');
		return endpointDocument(tenant, endpoint.endpointId);
	},
	async claim({ endpoints }, claim) {
		const claimed = await endpoints.claim(claim);
		return claimed.map(({ customerId, domainId, endpointId }) =>
			endpointDocument({ customerId, domainId }, endpointId),
		);
	},
	release: ({ endpoints }, holder, keys) =>
		endpoints.release(
			holder,
			keys.map(({ tenant, id }) => ({ tenant, endpointId: id ?? '' })),
		),
};

async function addMany({ add }: Leased, store: Store, count: number): Promise<DocumentKey[]> {
	const keys: DocumentKey[] = [];
	for (let index = 0; index < count; index++) keys.push(await add(store, TENANT, index));
	return keys;
}

/** All that `holder` is handed, by as many claims as it takes, each of up to `limit`. */
async function claimAll({ claim }: Leased, store: Store, asked: Claim): Promise<DocumentKey[]> {
	const all: DocumentKey[] = [];
	for (;;) {
		const page = await claim(store, asked);
		expect(page.length, 'no more than asked for').toBeLessThanOrEqual(asked.limit);
		if (page.length === 0) return all;
		all.push(...page);
		expect(all.length, 'an item is handed out once').toBeLessThanOrEqual(MOST_ITEMS);
	}
}

const inAnyOrder = (keys: readonly DocumentKey[]): string[] => keys.map((key) => JSON.stringify(key)).sort();

function leaseCases(leased: Leased): readonly StoreCase[] {
	const { claim, release } = leased;
	return [
		{
			name: 'hands out nothing where there is nothing, and releases nothing',
			async run({ store }) {
				expect(await claim(store, claimOf())).toStrictEqual([]);
				await release(store, 'holder-1', []);
				await release(store, 'holder-1', [documentOf(TENANT, 'lk.acme.emm-eu.unknown')]);
			},
		},
		{
			name: 'hands out up to a limit, those first that waited longest, and each once',
			async run({ store }) {
				const keys = await addMany(leased, store, 7);
				expect(await claim(store, claimOf({ limit: 3 }))).toStrictEqual(keys.slice(0, 3));
				expect(await claim(store, claimOf({ limit: 3 })), 'not to their holder either').toStrictEqual(keys.slice(3, 6));
				expect(await claim(store, claimOf({ limit: 3, holder: 'holder-2' }))).toStrictEqual(keys.slice(6));
				expect(await claim(store, claimOf({ limit: 3 }))).toStrictEqual([]);
			},
		},
		{
			name: 'hands each of 40 items to one of 12 claimers that race for them',
			async run(opened: OpenedStore) {
				const keys = await addMany(leased, opened.store, 40);
				const claimed = await race(await racers(opened), 12, (store, index) =>
					claimAll(leased, store, claimOf({ holder: `holder-${index}`, limit: 5, partition: index })),
				);
				expect(inAnyOrder(claimed.flat())).toStrictEqual(inAnyOrder(keys));
			},
		},
		{
			name: 'ends the lease of a holder that died at its end, and loses nothing else',
			async run(opened) {
				const { store } = opened;
				const keys = await addMany(leased, store, 4);
				const [first, second, third, fourth] = keys;
				expect(await claim(store, claimOf({ holder: 'dying', limit: 2 }))).toStrictEqual([first, second]);
				const living = claimOf({ holder: 'living', now: BUILT_AT + 1, limit: 1 });
				expect(await claim(store, living)).toStrictEqual([third]);
				const before = claimOf({ holder: 'next', now: BUILT_AT + LEASE_MS - 1 });
				expect(await claim(store, before)).toStrictEqual([fourth]);
				const at = claimOf({ holder: 'next', now: BUILT_AT + LEASE_MS });
				expect(await claim(store, at), 'only what the dead one held').toStrictEqual([first, second]);
				expect(await claim(store, at)).toStrictEqual([]);
			},
		},
		{
			name: 'hands what a dead holder had to one of 12 that race for it',
			async run(opened) {
				const keys = await addMany(leased, opened.store, 10);
				await claim(opened.store, claimOf({ holder: 'dying' }));
				const now = BUILT_AT + LEASE_MS;
				const claimed = await race(await racers(opened), 12, (store, index) =>
					claimAll(leased, store, claimOf({ holder: `holder-${index}`, now, limit: 3 })),
				);
				expect(inAnyOrder(claimed.flat())).toStrictEqual(inAnyOrder(keys));
			},
		},
		{
			name: 'hands out at once what its holder released, and nothing else',
			async run({ store }) {
				const [first, second, third] = await addMany(leased, store, 3);
				if (first === undefined || second === undefined) throw new Error('too few items');
				expect(await claim(store, claimOf())).toStrictEqual([first, second, third]);
				await release(store, 'holder-1', [second, second]);
				expect(await claim(store, claimOf({ holder: 'holder-2' }))).toStrictEqual([second]);
			},
		},
		{
			name: 'lets nobody release what another one holds, nor a holder what it held once',
			async run({ store }) {
				const keys = await addMany(leased, store, 2);
				await claim(store, claimOf({ holder: 'late' }));
				await release(store, 'stranger', keys);
				await release(store, '', keys);
				expect(await claim(store, claimOf({ holder: 'next' }))).toStrictEqual([]);
				const now = BUILT_AT + LEASE_MS;
				expect(await claim(store, claimOf({ holder: 'next', now }))).toStrictEqual(keys);
				await release(store, 'late', keys);
				expect(await claim(store, claimOf({ holder: 'third', now: now + 1 }))).toStrictEqual([]);
			},
		},
		{
			name: 'releases by tenant as well as by id',
			async run({ store }) {
				const [key] = await addMany(leased, store, 1);
				await claim(store, claimOf());
				for (const tenant of Object.values(STRANGERS)) {
					await release(store, 'holder-1', key === undefined ? [] : [{ ...key, tenant }]);
				}
				expect(await claim(store, claimOf({ holder: 'holder-2' }))).toStrictEqual([]);
			},
		},
		{
			name: 'keeps a lease while clocks differ, and ends it where a clock went far back',
			async run({ store }) {
				const [key] = await addMany(leased, store, 1);
				// Both readings have to be late enough for anything to be due.
				const ahead = BUILT_AT + 10 * LEASE_MS;
				expect(await claim(store, claimOf({ holder: 'ahead', now: ahead }))).toStrictEqual([key]);
				const behind = ahead - (LEASE_HORIZON - 1) * LEASE_MS;
				expect(await claim(store, claimOf({ holder: 'behind', now: behind }))).toStrictEqual([]);
				expect(await claim(store, claimOf({ holder: 'behind', now: behind - 1 }))).toStrictEqual([key]);
				expect(await claim(store, claimOf({ holder: 'third', now: behind - 1 })), 'held anew').toStrictEqual([]);
			},
		},
	];
}

export const dueLeaseCases = leaseCases(dueApplications);
export const outboxLeaseCases = leaseCases(documentsWithEvents);
export const policyLeaseCases = leaseCases(policiesWithEvents);
export const endpointLeaseCases = leaseCases(endpointsToSendTo);
