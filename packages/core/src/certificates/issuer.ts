import type { KeyObject } from 'node:crypto';
import { invalidInput } from '../input.ts';
import type { Clock, Random } from '../ports.ts';
import { randomBase62 } from '../secrets/base62.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { refusedKey } from './accepted-key.ts';
import { type Authorities, BACKDATED_MS, wholeSeconds } from './authorities.ts';
import type { NewCertificate } from './decide.ts';
import { derOf } from './pem-input.ts';
import { describeCertificate, selfSigned } from './registered.ts';
import { randomSerialNumber } from './serial-number.ts';

/** Who gets a certificate, by whose hand, and until when. */
export interface CertificateRequest {
	readonly tenant: Tenant;
	readonly clientId: string;
	readonly createdBy: string;
	readonly ancestors: readonly string[];
	/** When it ends at the latest; milliseconds since the epoch. */
	readonly expiresAt: number;
}

/** A new certificate and, as PEM, the one that signed it. Nothing is written: one that no decision adds never works. */
export interface MadeCertificate {
	readonly certificate: NewCertificate;
	readonly chain: string;
}

export interface CertificateIssuer {
	sign(
		publicKey: KeyObject,
		origin: 'issued' | 'signed_request',
		request: CertificateRequest,
	): Promise<MadeCertificate>;
	/** Throws `invalid_input`. */
	register(text: string, request: CertificateRequest): NewCertificate;
	/** The key of a PKCS#10 request, proven to be its sender's. Throws `invalid_input`. */
	requestedKey(text: string): Promise<KeyObject>;
}

export interface CertificateIssuerParts {
	readonly authorities: Authorities;
	readonly clock: Clock;
	readonly random: Random;
	/** Where the API is reached, without a slash at its end. */
	readonly publicUrl: string;
}

const ID_LENGTH = 16;
const REQUEST_LABELS = ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'];

export function certificateIssuer({
	authorities,
	clock,
	random,
	publicUrl,
}: CertificateIssuerParts): CertificateIssuer {
	const newId = (): string => `crt_${randomBase62(random, ID_LENGTH)}`;

	return {
		async sign(publicKey, origin, { tenant, clientId, createdBy, ancestors, expiresAt }) {
			const { clientLeaf } = await import('./x509/toolkit.ts');
			const { customerId } = tenant;
			const authority = await authorities.signing(customerId);
			const { generation } = authority;
			const pem = await clientLeaf(authority, {
				...tenant,
				clientId,
				publicKey,
				serialNumber: randomSerialNumber(random),
				notBefore: wholeSeconds(clock.now() - BACKDATED_MS),
				notAfter: wholeSeconds(expiresAt),
				revocationListUrl: `${publicUrl}/v1/customers/${customerId}/certificate-authority.crl?generation=${generation}`,
			});
			const described = describeCertificate(pem);
			const certificate = {
				...described,
				certificateId: newId(),
				origin,
				generation,
				createdBy,
				ancestors,
				expiresAt: described.notAfter,
			};
			return { certificate, chain: authority.certificate };
		},
		register(text, { createdBy, ancestors, expiresAt }) {
			const described = selfSigned(text, clock.now());
			return {
				...described,
				certificateId: newId(),
				origin: 'registered',
				generation: null,
				createdBy,
				ancestors,
				expiresAt: Math.min(described.notAfter, expiresAt),
			};
		},
		async requestedKey(text) {
			const der = derOf(text, REQUEST_LABELS);
			if (der === undefined) throw refused('must be one PKCS#10 request, as PEM or base64 of DER, of at most 16 KiB');
			const { keyOfRequest } = await import('./x509/toolkit.ts');
			const key = await keyOfRequest(der);
			if (key === undefined) throw refused('must be a PKCS#10 request, signed by its own key with SHA-256 or better');
			const reason = refusedKey(key);
			if (reason !== undefined) throw refused(reason);
			return key;
		},
	};
}

function refused(message: string): Error {
	return invalidInput([{ path: ['request'], message }]);
}
