import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import {
	BasicConstraintsExtension,
	KeyUsageFlags,
	KeyUsagesExtension,
	PublicKey,
	SubjectKeyIdentifierExtension,
	X509CertificateGenerator,
} from '@peculiar/x509';
import { RSA_SHA256, rsaSigner, spkiOf } from './signing.ts';

export interface AuthorityTerms {
	readonly customerId: string;
	/** A part of its name: what one generation signed is never looked for on the list of another. */
	readonly generation: number;
	/** Hexadecimal. */
	readonly serialNumber: string;
	readonly notBefore: number;
	readonly notAfter: number;
	/** RSA. */
	readonly privateKey: KeyObject;
}

/** Signs itself, and may sign certificates of clients and nothing below them (RFC 5280 §4.2.1.9). Resolves to PEM. */
export async function authorityCertificate(terms: AuthorityTerms): Promise<string> {
	const { customerId, generation, serialNumber, notBefore, notAfter, privateKey } = terms;
	const name = [{ O: [customerId] }, { CN: [`Client certificate authority ${generation}`] }];
	const publicKey = new PublicKey(spkiOf(createPublicKey(privateKey)));
	const certificate = await X509CertificateGenerator.create(
		{
			serialNumber,
			subject: name,
			issuer: name,
			notBefore: new Date(notBefore),
			notAfter: new Date(notAfter),
			publicKey,
			signingKey: await rsaSigner(privateKey),
			signingAlgorithm: RSA_SHA256,
			extensions: [
				new BasicConstraintsExtension(true, 0, true),
				new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
				await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
			],
		},
		webcrypto,
	);
	return `${certificate.toString('pem')}\n`;
}
