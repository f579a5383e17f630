import { type ClientApplication, tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { buildAuditEntries, buildAuditEntry, buildCheckpoint } from './audit/entries.ts';
import { buildApplication } from './builders/applications.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildEvents } from './builders/events.ts';
import { buildHostKey } from './builders/keys.ts';
import { buildPolicy } from './builders/policies.ts';
import { buildUsage } from './builders/usage.ts';
import type { StoreCase } from './store-case.ts';
import { TENANT } from './tenants.ts';
import { readKind } from './transfer-reading.ts';

export const transferPagingCases: readonly StoreCase[] = [
	{
		name: 'reads every record exactly once, whatever the size of the pages',
		async run({ store }) {
			for (let index = 0; index < 7; index++) {
				const tenant = { customerId: 'acme', domainId: `domain-${index}` };
				const application = buildApplication(tenant);
				await store.applications.insert(application, buildEvents(application, index));
				await store.usage.record(tenant, [buildUsage({ clientId: application.clientId })]);
				await store.policies.insert(buildPolicy(tenant));
				await store.hostKeys.insert(buildHostKey());
				const [entry] = buildAuditEntries(tenant, 1, 2);
				if (entry === undefined) throw new Error('too few were built');
				await store.audit.append(tenant, [entry, buildAuditEntry(tenant, 2)]);
				await store.audit.cut(buildCheckpoint(entry));
			}
			for (const kind of [
				'hostKeys',
				'policies',
				'applications',
				'usage',
				'auditCheckpoints',
				'auditEntries',
			] as const) {
				const whole = await readKind(store, kind, 100);
				expect(whole, kind).toHaveLength(7);
				for (const limit of [1, 2, 6, 7, 8]) {
					expect(await readKind(store, kind, limit), `${kind} by ${limit}`).toStrictEqual(whole);
				}
			}
		},
	},
	{
		name: 'neither repeats nor skips what stays while others are added, changed and purged between the pages',
		async run({ store }) {
			const { applications } = store;
			const staying: ClientApplication[] = [];
			const leaving: ClientApplication[] = [];
			for (let index = 0; index < 12; index++) {
				const application = buildApplication(TENANT);
				await applications.insert(application, []);
				(index % 3 === 1 ? leaving : staying).push(application);
			}
			const read = await readKind(store, 'applications', 2, async () => {
				await applications.insert(buildApplication(TENANT), []);
				const [changing] = staying;
				const found = await applications.find(TENANT, changing?.clientId ?? '');
				await applications.update(TENANT, changing?.clientId ?? '', found?.revision ?? 0, { name: 'Changed' }, []);
				const gone = leaving.shift();
				if (gone === undefined) return;
				const removal = { status: 'removed', slot: tombstoneSlot(gone.clientId), removedAt: BUILT_AT - 1 } as const;
				await applications.update(TENANT, gone.clientId, 1, removal, []);
				expect(await applications.purgeRemoved(BUILT_AT, 10)).toBe(1);
			});
			const ids = read.map(({ application: { clientId } }) => clientId);
			expect(ids, 'in order, and none twice').toStrictEqual([...new Set(ids)].sort());
			const stayed = staying.map(({ clientId }) => clientId);
			expect(ids.filter((id) => stayed.includes(id))).toStrictEqual(stayed);
		},
	},
];
