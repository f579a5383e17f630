import { type KeyObject, webcrypto } from 'node:crypto';
import {
	AuthorityKeyIdentifierExtension,
	BasicConstraintsExtension,
	CRLDistributionPointsExtension,
	ExtendedKeyUsage,
	ExtendedKeyUsageExtension,
	KeyUsageFlags,
	KeyUsagesExtension,
	PublicKey,
	SubjectAlternativeNameExtension,
	SubjectKeyIdentifierExtension,
	X509Certificate,
	X509CertificateGenerator,
} from '@peculiar/x509';
import type { Tenant } from '../../tenants/tenant.ts';
import { RSA_SHA256, rsaSigner, spkiOf } from './signing.ts';

export interface Authority {
	/** PEM. */
	readonly certificate: string;
	readonly privateKey: KeyObject;
}

export interface LeafTerms extends Tenant {
	readonly clientId: string;
	readonly publicKey: KeyObject;
	/** Hexadecimal. */
	readonly serialNumber: string;
	readonly notBefore: number;
	readonly notAfter: number;
	/** Where its authority's list of revoked certificates is. */
	readonly revocationListUrl: string;
}

/** `ub-common-name` of RFC 5280: longer ones are refused here and there. */
const MAX_COMMON_NAME = 64;

/** A certificate by which a client application authenticates, and nobody else does anything. Resolves to PEM. */
export async function clientLeaf(authority: Authority, terms: LeafTerms): Promise<string> {
	const { customerId, domainId, clientId, serialNumber, notBefore, notAfter, revocationListUrl } = terms;
	const issuer = new X509Certificate(authority.certificate);
	const publicKey = new PublicKey(spkiOf(terms.publicKey));
	const certificate = await X509CertificateGenerator.create(
		{
			serialNumber,
			subject: [{ O: [customerId] }, { OU: [domainId] }, { CN: [commonName(clientId)] }],
			issuer: issuer.subjectName.toJSON(),
			notBefore: new Date(notBefore),
			notAfter: new Date(notAfter),
			publicKey,
			signingKey: await rsaSigner(authority.privateKey),
			signingAlgorithm: RSA_SHA256,
			extensions: [
				new BasicConstraintsExtension(false, undefined, true),
				new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
				new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
				new SubjectAlternativeNameExtension([{ type: 'url', value: `urn:latchkey:client:${clientId}` }]),
				new CRLDistributionPointsExtension([revocationListUrl]),
				await AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, webcrypto),
				await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
			],
		},
		webcrypto,
	);
	return `${certificate.toString('pem')}\n`;
}

/** The Client ID, or where that is too long its last part, which is unique by itself; the whole of it is the URI. */
function commonName(clientId: string): string {
	return clientId.length <= MAX_COMMON_NAME ? clientId : clientId.slice(clientId.lastIndexOf('.') + 1);
}
