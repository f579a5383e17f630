import { type KeyObject, webcrypto } from 'node:crypto';

/** How everything is signed here. */
export const RSA_SHA256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

/** An RSA key as WebCrypto takes it. */
export function rsaSigner(privateKey: KeyObject): Promise<webcrypto.CryptoKey> {
	const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
	return webcrypto.subtle.importKey('pkcs8', pkcs8, RSA_SHA256, false, ['sign']);
}

export function spkiOf(publicKey: KeyObject): Buffer {
	return publicKey.export({ format: 'der', type: 'spki' });
}
