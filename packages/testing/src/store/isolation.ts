import {
	type ClientApplication,
	type LatchkeyEvent,
	OUTBOX_LIMIT,
	OUTBOX_RESERVED,
	type Policy,
	type Store,
	slotName,
	type Tenant,
	tombstoneSlot,
} from '@latchkey/core';
import { expect } from 'vitest';
import { documentOf, everythingOf } from './assertions.ts';
import { buildApplication } from './builders/applications.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildEvents } from './builders/events.ts';
import { buildPolicy } from './builders/policies.ts';
import { buildUsage } from './builders/usage.ts';
import { claimOf } from './leases.ts';
import type { StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

/** What one tenant has. Every tenant has the same, but for what must be unique. */
interface Seeded {
	readonly tenant: Tenant;
	readonly application: ClientApplication;
	readonly policy: Policy;
	readonly applicationEvents: readonly LatchkeyEvent[];
	readonly policyEvents: readonly LatchkeyEvent[];
}

async function seed(store: Store, tenant: Tenant): Promise<Seeded> {
	const application = buildApplication(tenant, { slot: slotName(0), name: 'Shared name', ownerId: 'shared-user' });
	const applicationEvents = buildEvents(application, 2);
	expect(await store.applications.insert(application, applicationEvents), 'slots are per domain').toBe('done');
	const policy = buildPolicy(tenant);
	expect(await store.policies.insert(policy), 'policies are per domain').toBe(true);
	const policyEvents = buildEvents({ ...tenant, clientId: null }, 1);
	expect(await store.policies.update(tenant, 1, {}, policyEvents)).toBe('done');
	await store.usage.record(tenant, [buildUsage({ clientId: application.clientId })]);
	return { tenant, application, policy: { ...policy, revision: 2 }, applicationEvents, policyEvents };
}

/** A call made by `stranger`, with what is `ours`; what it must not change of ours is compared afterwards. */
type Crossing = (store: Store, stranger: Seeded, ours: Seeded) => Promise<void>;

const CROSSINGS: Readonly<Record<string, Crossing>> = {
	'applications.find': async ({ applications }, { tenant }, { application }) => {
		expect(await applications.find(tenant, application.clientId)).toBeUndefined();
	},
	'applications.list': async ({ applications }, { tenant, application }, ours) => {
		const queries = [
			{},
			{ ownerId: 'shared-user' },
			{ status: 'enabled' },
			{ text: 'shared' },
			{ ownerId: 'shared-user', status: 'enabled', text: 'shared' },
			{ after: { createdAt: BUILT_AT + 1, clientId: '' } },
		] as const;
		for (const query of queries) {
			expect(await applications.list(tenant, { limit: 100, ...query })).toStrictEqual([application]);
		}
		expect(await applications.list(tenant, { limit: 100, text: ours.application.clientId })).toStrictEqual([]);
	},
	'applications.count': async ({ applications }, { tenant }) => {
		expect(await applications.count(tenant)).toBe(1);
		expect(await applications.count(tenant, 'shared-user')).toBe(1);
	},
	'applications.slots': async ({ applications }, { tenant }) => {
		expect(await applications.slots(tenant)).toStrictEqual([slotName(0)]);
	},
	'applications.insert': async ({ applications }, { tenant }, ours) => {
		// Whether a Client ID is free in another tenant is the store's affair: it names its tenant, so it never is asked.
		const { clientId } = ours.application;
		const intruder = buildApplication(tenant, { clientId, name: 'Intruder', slot: slotName(1) });
		await applications.insert(intruder, []);
	},
	'applications.update': async ({ applications }, { tenant }, { application }) => {
		const { clientId } = application;
		const events = buildEvents({ ...tenant, clientId }, 1);
		expect(await applications.update(tenant, clientId, 1, { name: 'Intruder' }, events)).toBe('stale');
	},
	'dueWork.reschedule': async ({ dueWork }, { tenant }, { application }) => {
		expect(await dueWork.reschedule(tenant, application.clientId, 1, BUILT_AT)).toBe(false);
	},
	'applications.purgeRemoved': async (store, { tenant }) => {
		const gone = buildApplication(tenant, { status: 'removed', removedAt: BUILT_AT - 1, secrets: [] });
		await store.applications.insert({ ...gone, slot: tombstoneSlot(gone.clientId) }, []);
		await store.usage.record(tenant, [buildUsage({ clientId: gone.clientId })]);
		expect(await store.applications.purgeRemoved(BUILT_AT, 100)).toBe(1);
	},
	'policies.find': async ({ policies }, { tenant, policy }) => {
		expect(await policies.find(tenant)).toStrictEqual(policy);
	},
	'policies.insert': async ({ policies }, { tenant }) => {
		const { customerId, domainId } = tenant;
		expect(await policies.insert(buildPolicy({ customerId: `${customerId}-2`, domainId }))).toBe(true);
		expect(await policies.insert(buildPolicy({ customerId, domainId: `${domainId}-2` }))).toBe(true);
	},
	'policies.update': async ({ policies }, { tenant, policy }, { tenant: { customerId, domainId } }) => {
		// A whole document of ours fits the type of a change.
		const foreign = { ...buildPolicy({ customerId, domainId }, { revision: 77 }), showOnce: true };
		expect(await policies.update(tenant, policy.revision, foreign, [])).toBe('done');
		expect(await policies.find(tenant)).toStrictEqual({ ...foreign, ...tenant, revision: policy.revision + 1 });
	},
	'policies.listDomains': async ({ policies }, { tenant }, ours) => {
		const listed = await policies.listDomains(tenant.customerId, undefined, 100);
		const expected = [tenant, ours.tenant].filter(({ customerId }) => customerId === tenant.customerId);
		expect(listed.map(({ domainId }) => domainId)).toStrictEqual(expected.map(({ domainId }) => domainId).sort());
		expect(listed.every(({ customerId }) => customerId === tenant.customerId)).toBe(true);
	},
	'policies.purgeRemoved': async (store, { tenant, policy, policyEvents }) => {
		await store.outbox.take(
			documentOf(tenant, null),
			policyEvents.map(({ id }) => id),
		);
		await store.policies.update(tenant, policy.revision, { removedAt: BUILT_AT - 1 }, []);
		expect(await store.policies.purgeRemoved(BUILT_AT, 100)).toBe(1);
		expect(await store.policies.find(tenant)).toBeUndefined();
	},
	'outbox.take': async ({ outbox }, { tenant }, { application, applicationEvents, policyEvents }) => {
		const eventIds = [...applicationEvents, ...policyEvents].map(({ id }) => id);
		await outbox.take(documentOf(tenant, application.clientId), eventIds);
		await outbox.take(documentOf(tenant, null), eventIds);
	},
	'outbox.release': async ({ outbox }, { tenant }, { tenant: ours, application: { clientId } }) => {
		const asked = { ...claimOf(), limit: 1000 };
		expect((await outbox.claim(asked)).map(({ document }) => document.tenant)).toContainEqual(ours);
		await outbox.release('holder-1', [documentOf(tenant, clientId)]);
		expect(await outbox.claim(asked)).toStrictEqual([]);
		await outbox.release('holder-1', [documentOf(tenant, null)]);
		expect(await outbox.claim(asked)).toMatchObject([{ document: documentOf(tenant, null) }]);
	},
	'dueWork.release': async ({ applications, dueWork }, { tenant }, { tenant: ours }) => {
		const due = buildApplication(tenant, { nextDueAt: BUILT_AT });
		await applications.insert(due, []);
		expect(await dueWork.claim(claimOf())).toStrictEqual([due]);
		await dueWork.release('holder-1', [{ tenant: ours, clientId: due.clientId }]);
		expect(await dueWork.claim(claimOf())).toStrictEqual([]);
	},
	'transfer.write': async ({ transfer }, { tenant, application }, { application: ours }) => {
		await transfer.write('usage', [{ ...tenant, ...buildUsage({ clientId: ours.clientId, tokensIssued: 77 }) }]);
		await transfer.write('policies', [{ policy: buildPolicy(tenant, { revision: 77 }), events: [] }]);
		await transfer.write('applications', [{ application: { ...application, name: 'Written' }, events: [] }]);
	},
	'usage.record': async ({ usage }, { tenant }, { application: { clientId } }) => {
		await usage.record(tenant, [buildUsage({ clientId, tokensIssued: 100, lastUsedAt: BUILT_AT + 1 })]);
	},
	'usage.find': async ({ usage }, { tenant }, { application: { clientId } }) => {
		expect(await usage.find(tenant, [clientId])).toStrictEqual([]);
	},
};

const crossed: readonly StoreCase[] = Object.entries(STRANGERS).flatMap(([relation, strangerTenant]) =>
	Object.entries(CROSSINGS).map(([method, cross]) => ({
		name: `${method} keeps to its tenant, called by ${relation}`,
		async run({ store }) {
			const ours = await seed(store, TENANT);
			const stranger = await seed(store, strangerTenant);
			const before = await everythingOf(store, TENANT);
			await cross(store, stranger, ours);
			expect(await everythingOf(store, TENANT), 'nothing of ours has changed').toStrictEqual(before);
		},
	})),
);

export const isolationCases: readonly StoreCase[] = [
	...crossed,
	{
		name: 'usage.record of a stranger who comes first does not stand in our way',
		async run({ store }) {
			const application = buildApplication(TENANT);
			const { clientId } = application;
			await store.applications.insert(application, []);
			for (const stranger of Object.values(STRANGERS)) {
				await store.usage.record(stranger, [buildUsage({ clientId, tokensIssued: 100 })]);
			}
			expect(await store.usage.find(TENANT, [clientId])).toStrictEqual([]);
			await store.usage.record(TENANT, [buildUsage({ clientId })]);
			expect(await store.usage.find(TENANT, [clientId])).toStrictEqual([buildUsage({ clientId })]);
		},
	},
	{
		name: 'policies.update is not held up by the full outboxes of strangers',
		async run({ store: { policies } }) {
			for (const tenant of [...Object.values(STRANGERS), TENANT]) {
				await policies.insert(buildPolicy(tenant));
				const events = buildEvents({ ...tenant, clientId: null }, OUTBOX_LIMIT - OUTBOX_RESERVED);
				expect(await policies.update(tenant, 1, {}, events)).toBe('done');
			}
		},
	},
];
