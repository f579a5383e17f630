import type { AuditEntry, ExpiredEntry, Tenant } from '@latchkey/core';
import { expect } from 'vitest';
import { readAllPages } from '../assertions.ts';
import { BUILT_AT } from '../builders/built.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';
import { buildAuditEntries, buildAuditEntry, buildCheckpoint, chainIn } from './entries.ts';

function at(entries: readonly AuditEntry[], sequence: number): AuditEntry {
	const found = entries.find((entry) => entry.sequence === sequence);
	if (found === undefined) throw new Error(`there is no entry ${sequence}`);
	return found;
}

const byTenant = (a: Tenant, b: Tenant): number =>
	a.customerId === b.customerId ? (a.domainId < b.domainId ? -1 : 1) : a.customerId < b.customerId ? -1 : 1;

export const auditCutCases: readonly StoreCase[] = [
	{
		name: 'deletes what a checkpoint covers, and nothing else, and keeps the checkpoint',
		async run({ store }) {
			const { audit } = store;
			const entries = buildAuditEntries(TENANT, 1, 6);
			await audit.append(TENANT, entries);
			for (const stranger of Object.values(STRANGERS)) {
				await audit.append(stranger, buildAuditEntries(stranger, 1, 6));
			}
			const checkpoint = buildCheckpoint(at(entries, 4), { proof: 'Aa-_', cutAt: BUILT_AT + 9 });
			expect(await audit.cut(checkpoint)).toBe(4);
			expect(await chainIn(store, TENANT)).toStrictEqual(entries.slice(4));
			expect(await audit.list(TENANT, { limit: 10 })).toStrictEqual(entries.slice(4).toReversed());
			expect(await audit.checkpoint(TENANT)).toStrictEqual(checkpoint);
			expect(await audit.head(TENANT)).toStrictEqual(entries.at(-1));
			expect(await audit.cut(checkpoint), 'it can be repeated').toBe(0);
			for (const stranger of Object.values(STRANGERS)) {
				expect(await chainIn(store, stranger)).toHaveLength(6);
				expect(await audit.checkpoint(stranger)).toBeUndefined();
			}
		},
	},
	{
		name: 'has the checkpoint for a head where all is cut, and goes on after it',
		async run({ store }) {
			const { audit } = store;
			const entries = buildAuditEntries(TENANT, 1, 3);
			await audit.append(TENANT, entries);
			const checkpoint = buildCheckpoint(at(entries, 3));
			await audit.cut(checkpoint);
			expect(await chainIn(store, TENANT)).toStrictEqual([]);
			expect(await audit.head(TENANT)).toStrictEqual(checkpoint);
			const next = buildAuditEntry(TENANT, 4);
			expect(await audit.append(TENANT, [next])).toStrictEqual({ appended: 1, conflict: null });
			expect(await audit.head(TENANT)).toStrictEqual(next);
		},
	},
	{
		name: 'never takes a checkpoint back: of two the later one stays, also when 10 race',
		async run(opened) {
			const { audit } = opened.store;
			const entries = buildAuditEntries(TENANT, 1, 20);
			await audit.append(TENANT, entries);
			await race(await racers(opened), 10, (store, index) =>
				store.audit.cut(buildCheckpoint(at(entries, 1 + ((index * 7) % 10)))),
			);
			expect(await audit.checkpoint(TENANT)).toStrictEqual(buildCheckpoint(at(entries, 10)));
			expect(await chainIn(opened.store, TENANT)).toStrictEqual(entries.slice(10));
			await audit.cut(buildCheckpoint(at(entries, 3)));
			expect(await audit.checkpoint(TENANT)).toStrictEqual(buildCheckpoint(at(entries, 10)));
		},
	},
	{
		name: 'tells of what is older than a time, over all tenants, oldest first, by pages of any size',
		async run({ store: { audit } }) {
			const tenants = [TENANT, ...Object.values(STRANGERS)];
			for (const tenant of tenants) {
				const entries = [5, 1, 5, 3, 9].map((time, index) =>
					buildAuditEntry(tenant, index + 1, { at: BUILT_AT + time }),
				);
				await audit.append(tenant, entries);
			}
			const expected = [
				[1, 2],
				[3, 4],
				[5, 1],
				[5, 3],
			].flatMap(([time = 0, sequence = 0]) =>
				tenants
					.toSorted(byTenant)
					.map(({ customerId, domainId }) => ({ customerId, domainId, at: BUILT_AT + time, sequence })),
			);
			// Of one time, the order is that of the tenants, and then of the places.
			expected.sort((a, b) => a.at - b.at || byTenantAndPlace(a, b));
			expect(await audit.expired(BUILT_AT + 9, undefined, 100)).toStrictEqual(expected);
			for (const limit of [1, 4, 7]) {
				const pages = await readAllPages<ExpiredEntry>(limit, (after) => audit.expired(BUILT_AT + 9, after, limit));
				expect(pages).toStrictEqual(expected);
			}
			expect(await audit.expired(BUILT_AT + 1, undefined, 100)).toStrictEqual([]);
		},
	},
	{
		name: 'tells of the tenants that have entries or a checkpoint, in order, by pages',
		async run({ store: { audit } }) {
			const tenants = [TENANT, ...Object.values(STRANGERS)].toSorted(byTenant);
			for (const [index, tenant] of tenants.entries()) {
				const entries = buildAuditEntries(tenant, 1, 3);
				await audit.append(tenant, entries);
				if (index % 3 === 1) await audit.cut(buildCheckpoint(at(entries, 1)));
				if (index % 3 === 2) await audit.cut(buildCheckpoint(at(entries, 3)));
			}
			for (const limit of [1, 2, 100]) {
				const pages = await readAllPages<Tenant>(limit, (after) => audit.tenants(after, limit));
				expect(pages).toStrictEqual(tenants);
			}
		},
	},
];

function byTenantAndPlace(a: ExpiredEntry, b: ExpiredEntry): number {
	if (a.customerId === b.customerId && a.domainId === b.domainId) return a.sequence - b.sequence;
	return byTenant(a, b);
}
