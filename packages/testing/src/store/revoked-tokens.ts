import type { RevokedToken, RevokedTokenPosition } from '@latchkey/core';
import { expect } from 'vitest';
import { readAllPages } from './assertions.ts';
import { BUILT_AT } from './builders/built.ts';
import { buildRevokedToken } from './builders/tokens.ts';
import { race, racers, type StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

const LIMIT = 100;

/** Ten of all tenants, two in each millisecond, the later ones first. */
function revokedTokens() {
	const tenants = [TENANT, ...Object.values(STRANGERS)];
	return Array.from({ length: 10 }, (_, index) => ({
		tenant: tenants[index % tenants.length] ?? TENANT,
		token: buildRevokedToken({ revokedAt: BUILT_AT - Math.floor(index / 2) }),
	}));
}

const inOrder = (tokens: readonly RevokedToken[]): RevokedToken[] =>
	[...tokens].sort((a, b) => a.revokedAt - b.revokedAt || (a.tokenId < b.tokenId ? -1 : 1));

export const revokedTokenCases: readonly StoreCase[] = [
	{
		name: 'feeds what was revoked at or after a time, of all tenants, in order',
		async run({ store: { revokedTokens: tokens } }) {
			const revoked = revokedTokens();
			for (const { tenant, token } of revoked) expect(await tokens.insert(tenant, token, LIMIT)).toBe(true);
			for (const since of [0, BUILT_AT - 4, BUILT_AT - 2, BUILT_AT, BUILT_AT + 1]) {
				const expected = inOrder(revoked.map(({ token }) => token)).filter(({ revokedAt }) => revokedAt >= since);
				expect(await tokens.revokedSince(since, BUILT_AT, undefined, 100)).toStrictEqual(expected);
			}
		},
	},
	{
		name: 'feeds nothing that has expired, however lately it was revoked, by full pages',
		async run({ store: { revokedTokens: tokens } }) {
			const clientId = 'lk.acme.emm-eu.short';
			const short = Array.from({ length: 6 }, (_, index) =>
				buildRevokedToken({ clientId, revokedAt: BUILT_AT + index, expiresAt: BUILT_AT + 10 + index }),
			);
			for (const token of short) await tokens.insert(TENANT, token, LIMIT);
			for (const [now, alive] of [
				[BUILT_AT, 6],
				[BUILT_AT + 9, 6],
				[BUILT_AT + 10, 5],
				[BUILT_AT + 13, 2],
				[BUILT_AT + 15, 0],
			] as const) {
				const expected = short.slice(6 - alive);
				expect(await tokens.revokedSince(0, now, undefined, 100), String(now)).toStrictEqual(expected);
				expect(await tokens.revokedSince(0, now, undefined, 2), 'a page').toStrictEqual(expected.slice(0, 2));
			}
		},
	},
	{
		name: 'feeds by pages that neither repeat nor skip those of one millisecond',
		async run({ store: { revokedTokens: tokens } }) {
			const revoked = revokedTokens();
			for (const { tenant, token } of revoked) await tokens.insert(tenant, token, LIMIT);
			for (const limit of [1, 2, 3, 10]) {
				const feed = await readAllPages<RevokedToken>(limit, (after: RevokedTokenPosition | undefined) =>
					tokens.revokedSince(BUILT_AT - 3, BUILT_AT, after, limit),
				);
				expect(feed).toStrictEqual(inOrder(revoked.slice(0, 8).map(({ token }) => token)));
			}
		},
	},
	{
		name: 'keeps a token once, as it was revoked first, however often and however many at once',
		async run(opened) {
			const token = buildRevokedToken();
			const kept = await race(await racers(opened), 20, ({ revokedTokens: tokens }) =>
				tokens.insert(TENANT, token, LIMIT),
			);
			expect(kept.every((one) => one)).toBe(true);
			const { revokedTokens: tokens } = opened.store;
			expect(await tokens.insert(TENANT, { ...token, revokedAt: BUILT_AT + 9 }, LIMIT)).toBe(true);
			expect(await tokens.revokedSince(0, 0, undefined, 100)).toStrictEqual([token]);
		},
	},
	{
		name: 'keeps no more of one application than it was told, of those that have not expired',
		async run({ store: { revokedTokens: tokens } }) {
			const clientId = 'lk.acme.emm-eu.bounded';
			const expired = buildRevokedToken({ clientId, expiresAt: BUILT_AT });
			await tokens.insert(TENANT, expired, 2);
			const alive = [buildRevokedToken({ clientId }), buildRevokedToken({ clientId })];
			for (const token of alive) expect(await tokens.insert(TENANT, token, 2)).toBe(true);
			expect(await tokens.insert(TENANT, buildRevokedToken({ clientId }), 2)).toBe(false);
			for (const token of alive) expect(await tokens.insert(TENANT, token, 2), 'again').toBe(true);
			expect(await tokens.revokedSince(0, 0, undefined, 100)).toHaveLength(3);
			expect(await tokens.insert(TENANT, buildRevokedToken({ clientId: `${clientId}-2` }), 2)).toBe(true);
			for (const stranger of Object.values(STRANGERS)) {
				expect(await tokens.insert(stranger, buildRevokedToken({ clientId }), 2), 'not theirs').toBe(true);
			}
		},
	},
	{
		name: 'purges what expired before a time, no more at once than it was told',
		async run({ store: { revokedTokens: tokens } }) {
			const kept = buildRevokedToken({ expiresAt: BUILT_AT });
			await tokens.insert(TENANT, kept, LIMIT);
			for (const tenant of [TENANT, ...Object.values(STRANGERS)]) {
				await tokens.insert(tenant, buildRevokedToken({ expiresAt: BUILT_AT - 1 }), LIMIT);
			}
			const all = 1 + Object.values(STRANGERS).length;
			expect(await tokens.purgeExpired(BUILT_AT, 2)).toBe(2);
			expect(await tokens.purgeExpired(BUILT_AT, 100)).toBe(all - 2);
			expect(await tokens.purgeExpired(BUILT_AT, 100)).toBe(0);
			expect(await tokens.revokedSince(0, 0, undefined, 100)).toStrictEqual([kept]);
		},
	},
	{
		name: 'copies tokens as they are, in the order of their keys',
		async run({ store: { revokedTokens: tokens, transfer } }) {
			const records = [TENANT, ...Object.values(STRANGERS)].map((tenant) => ({ ...tenant, ...buildRevokedToken() }));
			await transfer.write('revokedTokens', records);
			await transfer.write('revokedTokens', records);
			expect(await transfer.count('revokedTokens')).toBe(records.length);
			const key = ({ customerId, domainId }: { customerId: string; domainId: string }) => `${customerId} ${domainId}`;
			const sorted = [...records].sort((a, b) => (key(a) < key(b) ? -1 : 1));
			const first = await transfer.read('revokedTokens', undefined, 2);
			const rest = await transfer.read('revokedTokens', first.next ?? undefined, 100);
			expect([...first.records, ...rest.records]).toStrictEqual(sorted);
			expect(await tokens.revokedSince(0, 0, undefined, 100)).toHaveLength(records.length);
		},
	},
];
