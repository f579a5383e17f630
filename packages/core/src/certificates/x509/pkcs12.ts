import type { KeyObject } from 'node:crypto';
import forge from 'node-forge';

/** By which PBKDF2 and the checksum are slowed down. Forge writes no more than two bytes of it. */
const ITERATIONS = 10_000;

/**
 * An RSA key, its certificate and those above it in one file under a password (RFC 7292): AES-256 with PBKDF2 and
 * SHA-256; its checksum by SHA-1, which is what all systems read. DER.
 */
export function pkcs12(privateKey: KeyObject, chain: readonly string[], password: string): Uint8Array {
	const key = forge.pki.privateKeyFromPem(privateKey.export({ format: 'pem', type: 'pkcs1' }).toString());
	const options = { algorithm: 'aes256', prfAlgorithm: 'sha256', count: ITERATIONS, saltSize: 16 } as const;
	const certificates = chain.map((pem) => forge.pki.certificateFromPem(pem));
	const pfx = forge.pkcs12.toPkcs12Asn1(key, certificates, password, options);
	return Buffer.from(forge.asn1.toDer(pfx).getBytes(), 'binary');
}
