import { hash, type KeyObject } from 'node:crypto';

const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 4096;
const MIN_EXPONENT = 65_537n;
/** P-256 and P-384, as OpenSSL names them. */
const CURVES: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1']);

/** Why no certificate is made for this key; undefined where one may be. */
export function refusedKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
	switch (asymmetricKeyType) {
		case 'rsa': {
			const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
			if (modulusLength < MIN_RSA_BITS || modulusLength > MAX_RSA_BITS) {
				return `an RSA key must have ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits`;
			}
			return publicExponent < MIN_EXPONENT ? 'the exponent of the RSA key is too small' : undefined;
		}
		case 'ec':
			return CURVES.has(asymmetricKeyDetails?.namedCurve) ? undefined : 'the curve must be P-256 or P-384';
		default:
			return 'the key must be one of RSA, or of P-256 or P-384';
	}
}

export function keyThumbprint(publicKey: KeyObject): string {
	return hash('sha256', publicKey.export({ format: 'der', type: 'spki' }), 'base64url');
}
