import type { AuditEntry, AuditQuery, Store } from '@latchkey/core';
import { expect } from 'vitest';
import { readAllPages } from '../assertions.ts';
import { BUILT_AT } from '../builders/built.ts';
import type { StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';
import { buildAuditEntry, chainIn } from './entries.ts';

const actorOf = (id: string | null): AuditEntry['actor'] => ({ kind: 'user', id, credentialId: null, address: null });
const types = ['client_secret.revealed', 'client_secret.added', 'policy.changed'] as const;

/** 24 entries of every combination of actor, application and type; the clock went back twice meanwhile. */
async function seed(store: Store): Promise<readonly AuditEntry[]> {
	const entries = Array.from({ length: 24 }, (_, index) =>
		buildAuditEntry(TENANT, index + 1, {
			at: BUILT_AT + (index % 8) * 10,
			actor: actorOf(index % 5 === 0 ? null : `user-${index % 2}`),
			clientId: index % 3 === 0 ? null : `lk.a.${index % 3}`,
			type: types[index % types.length] ?? 'policy.changed',
		}),
	);
	await store.audit.append(TENANT, entries);
	for (const stranger of Object.values(STRANGERS)) {
		await store.audit.append(
			stranger,
			entries.map((entry) => ({ ...entry, ...stranger, data: { theirs: true } })),
		);
	}
	return entries.toSorted((a, b) => b.at - a.at || b.sequence - a.sequence);
}

const QUERIES: readonly Omit<AuditQuery, 'limit'>[] = [
	{},
	{ clientId: 'lk.a.1' },
	{ actorId: 'user-1' },
	{ type: 'client_secret.added' },
	{ from: BUILT_AT + 20 },
	{ to: BUILT_AT + 20 },
	{ from: BUILT_AT + 20, to: BUILT_AT + 50 },
	{ clientId: 'lk.a.1', actorId: 'user-1' },
	{ clientId: 'lk.a.2', type: 'policy.changed', from: BUILT_AT + 10 },
	{ actorId: 'user-0', type: 'client_secret.revealed', to: BUILT_AT + 60 },
	{ clientId: 'lk.a.1', actorId: 'user-1', type: 'client_secret.added', from: BUILT_AT, to: BUILT_AT + 70 },
	{ clientId: 'lk.a.none' },
];

function matches(entry: AuditEntry, { clientId, actorId, type, from, to }: Omit<AuditQuery, 'limit'>): boolean {
	return (
		(clientId === undefined || entry.clientId === clientId) &&
		(actorId === undefined || entry.actor.id === actorId) &&
		(type === undefined || entry.type === type) &&
		(from === undefined || entry.at >= from) &&
		(to === undefined || entry.at < to)
	);
}

export const auditListCases: readonly StoreCase[] = [
	{
		name: 'lists the newest first by their time, and by their place where that is the same, under every filter',
		async run({ store }) {
			const newestFirst = await seed(store);
			for (const query of QUERIES) {
				const expected = newestFirst.filter((entry) => matches(entry, query));
				expect(await store.audit.list(TENANT, { ...query, limit: 100 }), JSON.stringify(query)).toStrictEqual(expected);
			}
		},
	},
	{
		name: 'lists by pages of any size, under every filter',
		async run({ store }) {
			const newestFirst = await seed(store);
			for (const query of QUERIES) {
				const expected = newestFirst.filter((entry) => matches(entry, query));
				for (const limit of [1, 5, 24]) {
					const pages = await readAllPages<AuditEntry>(limit, (after) =>
						store.audit.list(TENANT, { ...query, limit, ...(after === undefined ? {} : { after }) }),
					);
					expect(pages, `${JSON.stringify(query)} by ${limit}`).toStrictEqual(expected);
				}
			}
		},
	},
	{
		name: 'reads a chain in its order, by pages of any size, while it grows',
		async run({ store }) {
			await seed(store);
			const whole = await chainIn(store, TENANT);
			expect(whole.map(({ sequence }) => sequence)).toStrictEqual(Array.from({ length: 24 }, (_, index) => index + 1));
			expect(await store.audit.read(TENANT, 24, 10)).toStrictEqual([]);
			let next = 25;
			for (const limit of [1, 7, 100]) {
				const read = await readAllPages<AuditEntry>(limit, async (after) => {
					const page = await store.audit.read(TENANT, after?.sequence ?? 0, limit);
					if (next <= 30) await store.audit.append(TENANT, [buildAuditEntry(TENANT, next++)]);
					return page;
				});
				const sequences = read.map(({ sequence }) => sequence);
				expect(sequences).toStrictEqual(sequences.map((_, index) => index + 1));
				expect(read.slice(0, 24)).toStrictEqual(whole);
			}
		},
	},
];
