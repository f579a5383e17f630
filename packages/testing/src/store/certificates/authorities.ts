import type { AuthorityKey, CertificateAuthority } from '@latchkey/core';
import { expect } from 'vitest';
import { readAllPages } from '../assertions.ts';
import { BUILT_AT } from '../builders/built.ts';
import { buildAuthority } from '../builders/certificates.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { CUSTOMERS } from './customers.ts';

export const authorityCases: readonly StoreCase[] = [
	{
		name: 'lists those of one customer as they were inserted, by their generation as a number',
		async run({ store: { certificateAuthorities: authorities } }) {
			const generations = [1, 2, 10];
			for (const customerId of CUSTOMERS) {
				expect(await authorities.list(customerId)).toStrictEqual([]);
				const own = generations.map((generation) =>
					buildAuthority(customerId, { generation, createdAt: BUILT_AT - generation }),
				);
				for (const authority of own.toReversed()) expect(await authorities.insert(authority)).toBe(true);
				expect(await authorities.list(customerId)).toStrictEqual(own);
			}
		},
	},
	{
		name: 'inserts a generation once, also when 20 inserts race, and keeps the first',
		async run(opened) {
			const results = await race(await racers(opened), 20, async ({ certificateAuthorities }, index) => {
				const authority = buildAuthority('acme', { certificate: `certificate ${index}` });
				return { authority, inserted: await certificateAuthorities.insert(authority) };
			});
			const winners = results.filter(({ inserted }) => inserted);
			expect(winners).toHaveLength(1);
			expect(await opened.store.certificateAuthorities.list('acme')).toStrictEqual([winners[0]?.authority]);
		},
	},
	{
		name: 'wraps the key of an authority anew only if it still is wrapped as the caller believes',
		async run({ store: { certificateAuthorities: authorities } }) {
			const [first, second] = [buildAuthority('acme'), buildAuthority('acme', { generation: 2 })];
			const stranger = buildAuthority('globex');
			for (const authority of [first, second, stranger]) await authorities.insert(authority);
			const next = { keyEncryptionKeyId: 'kek-2', ciphertext: 'bmV4dA' };
			for (const wrong of [next, { ...first.wrapped, ciphertext: 'd3Jvbmc' }]) {
				expect(await authorities.rewrap(first, wrong, next)).toBe(false);
			}
			expect(await authorities.rewrap({ customerId: 'acme', generation: 3 }, first.wrapped, next)).toBe(false);
			const { ciphertext, keyEncryptionKeyId } = first.wrapped;
			expect(await authorities.rewrap(first, { ciphertext, keyEncryptionKeyId }, next)).toBe(true);
			expect(await authorities.list('acme')).toStrictEqual([{ ...first, wrapped: next }, second]);
			expect(await authorities.list('globex')).toStrictEqual([stranger]);
		},
	},
	{
		name: 'takes away all of a customer, as often as it is told so, and of no other',
		async run({ store: { certificateAuthorities: authorities } }) {
			for (const customerId of CUSTOMERS) {
				for (const generation of [1, 2]) await authorities.insert(buildAuthority(customerId, { generation }));
			}
			await authorities.remove('acme');
			await authorities.remove('acme');
			for (const customerId of CUSTOMERS) {
				expect(await authorities.list(customerId)).toHaveLength(customerId === 'acme' ? 0 : 2);
			}
			expect(await authorities.insert(buildAuthority('acme')), 'its first generation is free again').toBe(true);
		},
	},
	{
		name: 'lists those of all customers in order, by pages',
		async run({ store: { certificateAuthorities: authorities } }) {
			const all = CUSTOMERS.flatMap((customerId) =>
				[1, 2, 10].map((generation) => buildAuthority(customerId, { generation })),
			);
			for (const authority of all.toReversed()) await authorities.insert(authority);
			for (const limit of [1, 2, 5, 100]) {
				const read = await readAllPages<CertificateAuthority>(limit, (after: AuthorityKey | undefined) =>
					authorities.listAll(after, limit),
				);
				expect(read).toStrictEqual(all);
			}
		},
	},
];
