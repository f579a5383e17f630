import { expect } from 'vitest';
import { BUILT_AT } from './builders/built.ts';
import { buildUsedAssertion } from './builders/tokens.ts';
import { race, racers, type StoreCase } from './store-case.ts';
import { STRANGERS, TENANT } from './tenants.ts';

const TENANTS = [TENANT, ...Object.values(STRANGERS)];

export const usedAssertionCases: readonly StoreCase[] = [
	{
		name: 'lets an assertion be used once, whatever else is said of it the second time',
		async run({ store: { usedAssertions } }) {
			const assertion = buildUsedAssertion();
			expect(await usedAssertions.use(TENANT, assertion)).toBe(true);
			expect(await usedAssertions.use(TENANT, assertion)).toBe(false);
			expect(await usedAssertions.use(TENANT, { ...assertion, expiresAt: BUILT_AT })).toBe(false);
		},
	},
	{
		name: 'tells assertions of one client and those of one tenant from others',
		async run({ store: { usedAssertions } }) {
			const assertion = buildUsedAssertion();
			expect(await usedAssertions.use(TENANT, assertion)).toBe(true);
			for (const stranger of Object.values(STRANGERS)) {
				expect(await usedAssertions.use(stranger, assertion), 'not theirs').toBe(true);
			}
			const { clientId, digest } = buildUsedAssertion();
			expect(await usedAssertions.use(TENANT, { ...assertion, clientId })).toBe(true);
			expect(await usedAssertions.use(TENANT, { ...assertion, digest })).toBe(true);
			expect(await usedAssertions.use(TENANT, { ...assertion, digest: digest.toUpperCase() }), 'case').toBe(true);
		},
	},
	{
		name: 'lets exactly one of many use it at once, of every connection',
		async run(opened) {
			for (let round = 0; round < 5; round++) {
				const assertion = buildUsedAssertion();
				const used = await race(await racers(opened), 40, ({ usedAssertions }) =>
					usedAssertions.use(TENANT, assertion),
				);
				expect(used.filter((one) => one)).toHaveLength(1);
			}
		},
	},
	{
		name: 'purges what expired before a time, no more at once than it was told',
		async run({ store: { usedAssertions } }) {
			const kept = buildUsedAssertion({ expiresAt: BUILT_AT });
			await usedAssertions.use(TENANT, kept);
			for (const tenant of TENANTS) await usedAssertions.use(tenant, buildUsedAssertion({ expiresAt: BUILT_AT - 1 }));
			expect(await usedAssertions.purgeExpired(BUILT_AT, 2)).toBe(2);
			expect(await usedAssertions.purgeExpired(BUILT_AT, 100)).toBe(TENANTS.length - 2);
			expect(await usedAssertions.purgeExpired(BUILT_AT, 100)).toBe(0);
			expect(await usedAssertions.use(TENANT, kept)).toBe(false);
		},
	},
	{
		name: 'copies them as they are, in the order of their keys',
		async run({ store: { usedAssertions, transfer } }) {
			const records = TENANTS.map((tenant) => ({ ...tenant, ...buildUsedAssertion() }));
			await transfer.write('usedAssertions', records);
			await transfer.write('usedAssertions', records);
			expect(await transfer.count('usedAssertions')).toBe(records.length);
			const key = ({ customerId, domainId }: { customerId: string; domainId: string }) => `${customerId} ${domainId}`;
			const sorted = [...records].sort((a, b) => (key(a) < key(b) ? -1 : 1));
			const first = await transfer.read('usedAssertions', undefined, 2);
			const rest = await transfer.read('usedAssertions', first.next ?? undefined, 100);
			expect([...first.records, ...rest.records]).toStrictEqual(sorted);
			for (const { customerId, domainId, ...assertion } of records) {
				expect(await usedAssertions.use({ customerId, domainId }, assertion)).toBe(false);
			}
		},
	},
];
