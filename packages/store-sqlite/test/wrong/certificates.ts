import type { CertificateAuthorityRepository, RevokedCertificateRepository, Store } from '@latchkey/core';
import { type WrongStore, wrongApplications } from './store.ts';

const authorities =
	(change: (right: CertificateAuthorityRepository) => Partial<CertificateAuthorityRepository>) =>
	(store: Store): Store => ({
		...store,
		certificateAuthorities: { ...store.certificateAuthorities, ...change(store.certificateAuthorities) },
	});

const revoked =
	(change: (right: RevokedCertificateRepository) => Partial<RevokedCertificateRepository>) =>
	(store: Store): Store => ({
		...store,
		revokedCertificates: { ...store.revokedCertificates, ...change(store.revokedCertificates) },
	});

export const wrongCertificates: readonly WrongStore[] = [
	{
		mistake: 'whoever has the key of a certificate is found in any domain',
		caught: ['finds who has a certificate for a key'],
		spoil: wrongApplications((right) => {
			const tenants: Parameters<typeof right.find>[0][] = [];
			return {
				insert(application, events) {
					tenants.push(application);
					return right.insert(application, events);
				},
				async findByCertificateKey(_tenant, keyThumbprint) {
					for (const tenant of tenants) {
						const found = await right.findByCertificateKey(tenant, keyThumbprint);
						if (found !== undefined) return found;
					}
					return undefined;
				},
			};
		}),
	},
	{
		mistake: 'the key of an authority is wrapped anew whatever it is wrapped by',
		caught: ['wraps the key of an authority anew only if'],
		spoil: authorities((right) => ({
			async rewrap(key, _previous, next) {
				const found = (await right.list(key.customerId)).find(({ generation }) => generation === key.generation);
				return found !== undefined && right.rewrap(key, found.wrapped, next);
			},
		})),
	},
	{
		mistake: 'an authority is inserted over another one',
		caught: ['inserts a generation once'],
		spoil: authorities((right) => ({
			async insert(authority) {
				await right.insert(authority);
				return true;
			},
		})),
	},
	{
		mistake: 'generations of an authority are in order of their digits',
		caught: ['lists those of one customer as they were inserted'],
		spoil: authorities((right) => ({
			list: async (customerId) =>
				[...(await right.list(customerId))].sort((a, b) => (String(a.generation) < String(b.generation) ? -1 : 1)),
		})),
	},
	{
		mistake: 'what customers revoked whose id begins alike goes with one of them',
		caught: ['revoked certificates: takes away all of a customer'],
		spoil: revoked((right) => ({
			async remove(customerId) {
				for (const id of ['acme', 'acme-2']) if (id.startsWith(customerId)) await right.remove(id);
			},
		})),
	},
	{
		mistake: 'certificates of all generations are on one list',
		caught: ['lists those of one authority as they were inserted'],
		spoil: revoked((right) => ({
			list: (authority, after, limit) => right.list({ ...authority, generation: 1 }, after, limit),
		})),
	},
];
