import { createHash, randomBytes } from 'node:crypto';
import type { ClientCertificate, Store } from '@latchkey/core';
import type { SelfSigned } from './self-signed.ts';

const HOUR_MS = 3_600_000;

export interface Holder {
	readonly customerId: string;
	readonly domainId: string;
	readonly clientId: string;
}

/**
 * Puts a certificate that signed itself into an application, as the store keeps it: it works for an hour from `now` on.
 */
export async function giveCertificate(
	{ applications }: Store,
	holder: Holder,
	{ cert, der }: Pick<SelfSigned, 'cert' | 'der'>,
	now: number,
	terms: Partial<ClientCertificate> = {},
): Promise<ClientCertificate> {
	const application = await applications.find(holder, holder.clientId);
	if (application === undefined) throw new Error('there is no such application');
	const certificate: ClientCertificate = {
		certificateId: `crt_${randomBytes(8).toString('hex')}`,
		serialNumber: randomBytes(16).toString('hex'),
		thumbprint: createHash('sha256').update(der).digest('base64url'),
		keyThumbprint: randomBytes(32).toString('base64url'),
		...{ origin: 'registered', generation: null, subject: 'CN=EMM', ancestors: [], pem: cert },
		...{ createdAt: now, createdBy: 'admin', notBefore: now, notAfter: now + HOUR_MS, expiresAt: now + HOUR_MS },
		...{ overlapEndsAt: null, adoptedAt: null, expiryNoticeMs: null },
		...terms,
	};
	const certificates = [...application.certificates, certificate];
	const kept = await applications.update(holder, holder.clientId, application.revision, { certificates }, []);
	if (kept !== 'done') throw new Error(`the certificate was not kept: ${kept}`);
	return certificate;
}
