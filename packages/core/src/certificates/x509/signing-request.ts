import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequest } from '@peculiar/x509';

const HASHES: ReadonlySet<string> = new Set(['SHA-256', 'SHA-384', 'SHA-512']);
const SCHEMES: ReadonlySet<string> = new Set(['RSASSA-PKCS1-v1_5', 'RSA-PSS', 'ECDSA']);

/**
 * The key of a PKCS#10 request (RFC 2986) whose holder has proven to have its private half; undefined where the request
 * cannot be read or proves nothing. Whatever else it asks for is not looked at.
 */
export async function keyOfRequest(der: Uint8Array): Promise<KeyObject | undefined> {
	try {
		const request = new Pkcs10CertificateRequest(new Uint8Array(der));
		const { name, hash } = request.signatureAlgorithm as { readonly name: string; readonly hash?: { name: string } };
		if (!SCHEMES.has(name) || !HASHES.has(hash?.name ?? '')) return undefined;
		// By node:crypto's WebCrypto: the library only takes the request apart.
		if (!(await request.verify(webcrypto))) return undefined;
		return createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
	} catch {
		return undefined;
	}
}
