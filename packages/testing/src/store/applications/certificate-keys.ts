import { tombstoneSlot } from '@latchkey/core';
import { expect } from 'vitest';
import { buildApplication } from '../builders/applications.ts';
import { BUILT_AT } from '../builders/built.ts';
import { buildCertificate } from '../builders/certificates.ts';
import type { StoreCase } from '../store-case.ts';
import { STRANGERS, TENANT } from '../tenants.ts';

export const certificateKeyCases: readonly StoreCase[] = [
	{
		name: 'finds who has a certificate for a key, whichever of its certificates, in its own domain only',
		async run({ store: { applications } }) {
			const shared = buildCertificate();
			for (const tenant of [TENANT, ...Object.values(STRANGERS)]) {
				await applications.insert(buildApplication(tenant), []);
				await applications.insert(buildApplication(tenant, { certificates: [buildCertificate()] }), []);
				expect(await applications.findByCertificateKey(tenant, shared.keyThumbprint)).toBeUndefined();
				const holder = buildApplication(tenant, { certificates: [buildCertificate(), shared] });
				await applications.insert(holder, []);
				expect(await applications.findByCertificateKey(tenant, shared.keyThumbprint)).toStrictEqual(holder);
			}
			for (const unknown of ['', 'null', shared.thumbprint]) {
				expect(await applications.findByCertificateKey(TENANT, unknown), unknown).toBeUndefined();
			}
		},
	},
	{
		name: 'finds by what the certificates are now: added, taken out, removed, purged, and left alone by other changes',
		async run({ store: { applications } }) {
			const [old, next] = [buildCertificate(), buildCertificate()];
			const application = buildApplication(TENANT, { certificates: [old] });
			const { clientId } = application;
			const holders = async (): Promise<(string | undefined)[]> =>
				Promise.all(
					[old, next].map(
						async ({ keyThumbprint }) => (await applications.findByCertificateKey(TENANT, keyThumbprint))?.clientId,
					),
				);
			await applications.insert(application, []);
			await applications.update(TENANT, clientId, 1, { certificates: [old, next] }, []);
			expect(await holders()).toStrictEqual([clientId, clientId]);
			await applications.update(TENANT, clientId, 2, { certificates: [next] }, []);
			expect(await holders()).toStrictEqual([undefined, clientId]);
			await applications.update(TENANT, clientId, 3, { name: 'Renamed' }, []);
			expect(await applications.update(TENANT, clientId, 3, { certificates: [] }, []), 'too late').toBe('stale');
			expect(await holders()).toStrictEqual([undefined, clientId]);
			const removal = { status: 'removed', slot: tombstoneSlot(clientId), removedAt: BUILT_AT - 1 } as const;
			await applications.update(TENANT, clientId, 4, removal, []);
			await applications.purgeRemoved(BUILT_AT, 10);
			expect(await holders()).toStrictEqual([undefined, undefined]);
		},
	},
	{
		name: 'finds what a copy has written, and not what it has replaced',
		async run({ store: { applications, transfer } }) {
			const [replaced, written] = [buildCertificate(), buildCertificate()];
			const application = buildApplication(TENANT, { certificates: [replaced] });
			await applications.insert(application, []);
			const copied = { ...application, certificates: [written], revision: 9 };
			await transfer.write('applications', [{ application: copied, events: [] }]);
			expect(await applications.findByCertificateKey(TENANT, replaced.keyThumbprint)).toBeUndefined();
			expect(await applications.findByCertificateKey(TENANT, written.keyThumbprint)).toStrictEqual(copied);
		},
	},
];
