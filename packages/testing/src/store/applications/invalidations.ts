import { type ClientApplication, type Invalidation, type InvalidationPosition, tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { readAllPages } from '../assertions.ts';
import { buildApplication } from '../builders/applications.ts';
import { BUILT_AT } from '../builders/built.ts';
import type { StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';

function invalidationOf(application: ClientApplication): Invalidation {
	const { clientId, revision, tokenEpoch, revokedCredentials, privileges, allowedAddresses } = application;
	const invalidatedAt = application.invalidatedAt ?? 0;
	return { clientId, invalidatedAt, revision, tokenEpoch, revokedCredentials, privileges, allowedAddresses };
}

/** Ten of all tenants, two of them in each millisecond, with the later ones first. */
function invalidatedApplications(): ClientApplication[] {
	const tenants = [TENANT, ...Object.values(STRANGERS)];
	return Array.from({ length: 10 }, (_, index) =>
		buildApplication(tenants[index % tenants.length] ?? TENANT, {
			invalidatedAt: BUILT_AT - Math.floor(index / 2),
			tokenEpoch: index,
			revokedCredentials: index % 3 === 0 ? [] : [{ credentialId: `sec_${index}`, revokedAt: BUILT_AT }],
			allowedAddresses: index % 5 === 0 ? [`192.0.2.${index}/32`, '2001:db8::/32'] : [],
			privileges: index % 4 === 0 ? [] : [`privilege-${index}`],
		}),
	);
}

function inOrder(applications: readonly ClientApplication[]): Invalidation[] {
	return applications
		.map(invalidationOf)
		.sort((a, b) => a.invalidatedAt - b.invalidatedAt || (a.clientId < b.clientId ? -1 : 1));
}

export const invalidationCases: readonly StoreCase[] = [
	{
		name: 'feeds what was invalidated at or after a time, of all tenants, in order',
		async run({ store: { applications } }) {
			const invalidated = invalidatedApplications();
			await applications.insert(buildApplication(TENANT), []);
			for (const application of invalidated) await applications.insert(application, []);
			for (const since of [0, BUILT_AT - 4, BUILT_AT - 2, BUILT_AT, BUILT_AT + 1]) {
				const expected = inOrder(invalidated).filter(({ invalidatedAt }) => invalidatedAt >= since);
				const feed = await applications.invalidatedSince(since, undefined, 100);
				expect(feed, `since ${since - BUILT_AT}`).toStrictEqual(expected);
			}
		},
	},
	{
		name: 'feeds by pages that neither repeat nor skip those of one millisecond',
		async run({ store: { applications } }) {
			const invalidated = invalidatedApplications();
			for (const application of invalidated) await applications.insert(application, []);
			for (const limit of [1, 2, 3, 10]) {
				const feed = await readAllPages<Invalidation>(limit, (after: InvalidationPosition | undefined) =>
					applications.invalidatedSince(BUILT_AT - 3, after, limit),
				);
				expect(feed, `limit ${limit}`).toStrictEqual(inOrder(invalidated.slice(0, 8)));
			}
		},
	},
	{
		name: 'feeds an application as it is now, removed ones too, and where it was invalidated last',
		async run({ store: { applications } }) {
			const application = buildApplication(TENANT, { invalidatedAt: BUILT_AT });
			const { clientId } = application;
			await applications.insert(application, []);
			const removal = {
				status: 'removed',
				slot: tombstoneSlot(clientId),
				removedAt: BUILT_AT + 9,
				invalidatedAt: BUILT_AT + 9,
				tokenEpoch: 1,
				privileges: [],
			} as const;
			await applications.update(TENANT, clientId, 1, removal, []);
			const feed = await applications.invalidatedSince(BUILT_AT, undefined, 10);
			expect(feed).toStrictEqual([invalidationOf({ ...application, ...removal, revision: 2 })]);
			expect(await applications.invalidatedSince(BUILT_AT + 10, undefined, 10)).toStrictEqual([]);
		},
	},
];
