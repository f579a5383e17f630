import type { DocumentKey, LatchkeyEvent, Store, Tenant } from '@latchkey/core';
import { expect } from 'vitest';

const EVERYTHING = 1000;

/** An application, or with a null id the policy of the domain. */
export const documentOf = (tenant: Tenant, clientId: string | null): DocumentKey => ({
	tenant,
	kind: clientId === null ? 'policy' : 'application',
	id: clientId,
});

export const endpointDocument = (tenant: Tenant, endpointId: string): DocumentKey => ({
	tenant,
	kind: 'endpoint',
	id: endpointId,
});

/** The pending events of one application, or of the policy. */
export function pendingOf(store: Store, tenant: Tenant, clientId: string | null): Promise<readonly LatchkeyEvent[]> {
	return pendingIn(store, documentOf(tenant, clientId));
}

/** The pending events of one document. */
export async function pendingIn(
	store: Store,
	{ tenant: { customerId, domainId }, kind, id }: DocumentKey,
): Promise<readonly LatchkeyEvent[]> {
	const all = await store.outbox.pending(EVERYTHING);
	const found = all.filter(
		({ document }) =>
			document.tenant.customerId === customerId &&
			document.tenant.domainId === domainId &&
			document.kind === kind &&
			document.id === id,
	);
	expect(found.length, 'a document comes at most once').toBeLessThanOrEqual(1);
	return found[0]?.events ?? [];
}

/** All that a tenant can see of its data, for comparing what was before with what is after. */
export async function everythingOf(store: Store, tenant: Tenant): Promise<unknown> {
	const applications = await store.applications.list(tenant, { limit: 100 });
	const clientIds = applications.map(({ clientId }) => clientId);
	const found = await Promise.all(clientIds.map((clientId) => store.applications.find(tenant, clientId)));
	const pending = await Promise.all([...clientIds, null].map((clientId) => pendingOf(store, tenant, clientId)));
	return {
		applications,
		found,
		count: await store.applications.count(tenant),
		slots: await store.applications.slots(tenant),
		policy: await store.policies.find(tenant),
		usage: await store.usage.find(tenant, clientIds),
		pending,
		chain: await store.audit.read(tenant, 0, EVERYTHING),
		checkpoint: await store.audit.checkpoint(tenant),
	};
}

/** Goes through a list page by page: `read` gets the last item of the page before. */
export async function readAllPages<Item>(
	limit: number,
	read: (after: Item | undefined) => Promise<readonly Item[]>,
): Promise<Item[]> {
	const items: Item[] = [];
	for (;;) {
		const page = await read(items.at(-1));
		expect(page.length, 'a page holds no more than it was asked for').toBeLessThanOrEqual(limit);
		items.push(...page);
		if (page.length < limit) return items;
		expect(items.length, 'the pages come to an end').toBeLessThan(EVERYTHING);
	}
}

/** The values that occur, each with how often. */
export function tally<Value>(values: readonly Value[]): ReadonlyMap<Value, number> {
	const counts = new Map<Value, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return counts;
}
