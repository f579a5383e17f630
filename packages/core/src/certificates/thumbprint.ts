import { hash } from 'node:crypto';

/** The SHA-256 thumbprint of a certificate's DER, base64url: `x5t#S256` (RFC 8705 §3.1, RFC 7515 §4.1.8). */
export function certificateThumbprint(der: Uint8Array): string {
	return hash('sha256', der, 'base64url');
}
