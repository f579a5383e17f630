import type { RevokedCertificate } from '@latchkey/core';
import { expect } from 'vitest';
import { readAllPages } from '../assertions.ts';
import { BUILT_AT } from '../builders/built.ts';
import { buildRevokedCertificate } from '../builders/certificates.ts';
import { race, racers, type StoreCase } from '../store-case.ts';
import { CUSTOMERS } from './customers.ts';

const ACME = { customerId: 'acme', generation: 1 };

export const revokedCertificateCases: readonly StoreCase[] = [
	{
		name: 'lists those of one authority as they were inserted, by serial number and by pages',
		async run({ store: { revokedCertificates: revoked } }) {
			const authorities = [
				...CUSTOMERS.map((customerId) => ({ customerId, generation: 1 })),
				{ ...ACME, generation: 10 },
			];
			await revoked.insert([]);
			for (const authority of authorities) {
				const own = ['0a', '10', '9f', 'c3', 'ff'].map((serialNumber) =>
					buildRevokedCertificate(authority.customerId, { ...authority, serialNumber, reason: 'key_compromise' }),
				);
				await revoked.insert(own.toReversed());
				for (const limit of [1, 2, 5, 100]) {
					const read = await readAllPages<RevokedCertificate>(limit, (after) =>
						revoked.list(authority, after?.serialNumber, limit),
					);
					expect(read).toStrictEqual(own);
				}
			}
			expect(await revoked.list({ ...ACME, generation: 2 }, undefined, 10)).toStrictEqual([]);
		},
	},
	{
		name: 'keeps one once, as it was revoked first, however often and however many at once',
		async run(opened) {
			const first = buildRevokedCertificate('acme');
			await opened.store.revokedCertificates.insert([first]);
			const other = buildRevokedCertificate('acme');
			await race(await racers(opened), 20, ({ revokedCertificates }, index) =>
				revokedCertificates.insert([{ ...first, revokedAt: BUILT_AT + 1 + index, reason: 'superseded' }, other]),
			);
			const kept = await opened.store.revokedCertificates.list(ACME, undefined, 10);
			expect(kept).toStrictEqual([first, other]);
		},
	},
	{
		name: 'takes away all of a customer, and of no other',
		async run({ store: { revokedCertificates: revoked } }) {
			for (const customerId of CUSTOMERS) {
				const own = [1, 2].map((generation) => buildRevokedCertificate(customerId, { generation }));
				await revoked.insert(own);
			}
			await revoked.remove('acme');
			for (const customerId of CUSTOMERS) {
				for (const generation of [1, 2]) {
					const left = await revoked.list({ customerId, generation }, undefined, 10);
					expect(left).toHaveLength(customerId === 'acme' ? 0 : 1);
				}
			}
		},
	},
	{
		name: 'purges what ended before a time, of all customers, no more at once than it was told',
		async run({ store: { revokedCertificates: revoked } }) {
			const kept = buildRevokedCertificate('acme', { notAfter: BUILT_AT });
			await revoked.insert([kept]);
			for (const customerId of CUSTOMERS) {
				await revoked.insert([buildRevokedCertificate(customerId, { notAfter: BUILT_AT - 1 })]);
			}
			expect(await revoked.purgeExpired(BUILT_AT, 3)).toBe(3);
			expect(await revoked.purgeExpired(BUILT_AT, 100)).toBe(CUSTOMERS.length - 3);
			expect(await revoked.purgeExpired(BUILT_AT, 100)).toBe(0);
			expect(await revoked.list(ACME, undefined, 10)).toStrictEqual([kept]);
		},
	},
];
