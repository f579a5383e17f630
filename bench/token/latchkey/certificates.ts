import { hash } from 'node:crypto';
import type { ClientCertificate, Store } from '@latchkey/core';
import type { OfferedRequest } from '../server/announce.ts';

/** As many bytes as a certificate of an RSA key has. Nothing looks into it, so anything of that length will do. */
const LENGTH = 900;
const YEAR_MS = 365 * 86_400_000;

/**
 * Of each application, by its Client ID, the certificate that a proxy passes on (RFC 9440), which the first start adds.
 */
export async function certificateRequests(
	store: Store,
	clientIds: readonly string[],
	body: string,
): Promise<OfferedRequest[]> {
	for (const clientId of clientIds) {
		if (!(await give(store, clientId))) break;
	}
	return clientIds.map((clientId) => ({
		header: ['client-cert', `:${derOf(clientId).toString('base64')}:`],
		body: `${body}&client_id=${clientId}`,
	}));
}

/** Resolves to whether it had none. */
async function give({ applications }: Store, clientId: string): Promise<boolean> {
	const [, customerId = '', domainId = ''] = clientId.split('.');
	const tenant = { customerId, domainId };
	const application = await applications.find(tenant, clientId);
	if (application === undefined || application.certificates.length > 0) return false;
	const thumbprint = hash('sha256', derOf(clientId), 'base64url');
	const now = Date.now();
	const certificate: ClientCertificate = {
		...{ certificateId: `crt_${thumbprint.slice(0, 16)}`, serialNumber: '01', thumbprint, keyThumbprint: thumbprint },
		...{ origin: 'registered', generation: null, subject: 'CN=bench', ancestors: [], pem: '', createdBy: 'bench' },
		...{ createdAt: now, notBefore: now, notAfter: now + YEAR_MS, expiresAt: now + YEAR_MS },
		...{ overlapEndsAt: null, adoptedAt: null, expiryNoticeMs: null },
	};
	await applications.update(tenant, clientId, application.revision, { certificates: [certificate] }, []);
	return true;
}

function derOf(clientId: string): Buffer {
	return Buffer.concat([Buffer.from([0x30, 0x82, LENGTH >> 8, LENGTH & 0xff]), Buffer.alloc(LENGTH, clientId)]);
}
