import { hash, type KeyObject } from 'node:crypto';
import { rsaKeyFault } from '../keys/rsa-key-fault.ts';

/** P-256 and P-384, as OpenSSL names them. */
const CURVES: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1']);

/** Why no certificate is made for this key; undefined where one may be. */
export function refusedKey(key: KeyObject): string | undefined {
	switch (key.asymmetricKeyType) {
		case 'rsa': {
			const fault = rsaKeyFault(key);
			return fault === undefined ? undefined : `the RSA key: ${fault}`;
		}
		case 'ec':
			return CURVES.has(key.asymmetricKeyDetails?.namedCurve) ? undefined : 'the curve must be P-256 or P-384';
		default:
			return 'the key must be one of RSA, or of P-256 or P-384';
	}
}

export function keyThumbprint(publicKey: KeyObject): string {
	return hash('sha256', publicKey.export({ format: 'der', type: 'spki' }), 'base64url');
}
