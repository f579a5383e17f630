import type { CertificateAuthority, RevokedCertificate } from '@latchkey/core';
import { expect } from 'vitest';
import { buildAuthority, buildRevokedCertificate } from '../builders/certificates.ts';
import type { StoreCase } from '../store-case.ts';
import { readKind } from '../transfer-reading.ts';
import { CUSTOMERS } from './customers.ts';

interface Export {
	readonly authorities: readonly CertificateAuthority[];
	readonly revoked: readonly RevokedCertificate[];
}

function buildExport(): Export {
	const keys = CUSTOMERS.flatMap((customerId) => [1, 2, 10].map((generation) => ({ customerId, generation })));
	return {
		authorities: keys.map((key) => buildAuthority(key.customerId, key)),
		revoked: keys.flatMap((key) => [
			buildRevokedCertificate(key.customerId, { ...key, serialNumber: '1c' }),
			buildRevokedCertificate(key.customerId, { ...key, serialNumber: 'a0', reason: 'superseded' }),
		]),
	};
}

export const certificateTransferCases: readonly StoreCase[] = [
	{
		name: 'reads authorities and revoked certificates back as they were written, in order, by pages of any size',
		async run({ store }) {
			const records = buildExport();
			await store.transfer.write('certificateAuthorities', records.authorities);
			await store.transfer.write('revokedCertificates', records.revoked);
			for (const limit of [1, 5, 100]) {
				expect(await readKind(store, 'certificateAuthorities', limit)).toStrictEqual(records.authorities);
				expect(await readKind(store, 'revokedCertificates', limit)).toStrictEqual(records.revoked);
			}
			expect(await store.transfer.count('certificateAuthorities')).toBe(records.authorities.length);
			expect(await store.transfer.count('revokedCertificates')).toBe(records.revoked.length);
		},
	},
	{
		name: 'lets what was copied serve: listed, wrapped anew and purged',
		async run({ store: { transfer, certificateAuthorities, revokedCertificates } }) {
			const records = buildExport();
			await transfer.write('certificateAuthorities', records.authorities);
			await transfer.write('revokedCertificates', records.revoked);
			const own = records.authorities.filter(({ customerId }) => customerId === 'acme');
			expect(await certificateAuthorities.list('acme')).toStrictEqual(own);
			const [first] = own;
			if (first === undefined) throw new Error('too few records were built');
			expect(await certificateAuthorities.insert(first)).toBe(false);
			const next = { keyEncryptionKeyId: 'kek-2', ciphertext: 'bmV4dA' };
			expect(await certificateAuthorities.rewrap(first, first.wrapped, next)).toBe(true);
			expect(await revokedCertificates.list(first, '1c', 10)).toHaveLength(1);
			expect(await revokedCertificates.purgeExpired(Number.MAX_SAFE_INTEGER, 100)).toBe(records.revoked.length);
		},
	},
	{
		name: 'writes one in the place of another, whole, and the same twice as once',
		async run({ store }) {
			const records = buildExport();
			const [authority] = records.authorities;
			const [revoked] = records.revoked;
			if (authority === undefined || revoked === undefined) throw new Error('too few records were built');
			const write = async (): Promise<void> => {
				await store.transfer.write('certificateAuthorities', records.authorities);
				await store.transfer.write('revokedCertificates', records.revoked);
			};
			await write();
			await store.transfer.write('certificateAuthorities', [{ ...authority, certificate: 'other', notAfter: 1 }]);
			await store.transfer.write('revokedCertificates', [{ ...revoked, reason: 'superseded', revokedAt: 1 }]);
			expect(await readKind(store, 'revokedCertificates', 100)).not.toStrictEqual(records.revoked);
			await write();
			await write();
			expect(await readKind(store, 'certificateAuthorities', 100)).toStrictEqual(records.authorities);
			expect(await readKind(store, 'revokedCertificates', 100)).toStrictEqual(records.revoked);
		},
	},
];
