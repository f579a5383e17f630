import { CertificateError } from './certificate-error.ts';

/**
 * How a proxy writes a certificate into a header. `rfc9440`: its DER as a byte sequence of structured fields (RFC 9440
 * §2.1), `:MIIB…:`. `url_encoded_pem`: what nginx has in `$ssl_client_escaped_cert`.
 */
export type CertificateFormat = 'rfc9440' | 'url_encoded_pem';

/** More than a certificate of any use has, and as much as Node takes of headers altogether by default. */
const MAX_FIELD_LENGTH = 16_384;
/** RFC 8941 §4.2.7: padding may be absent. A proxy whose client has no certificate may send `::`. */
const BYTE_SEQUENCE = /^ *:((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?): *$/;
const PEM = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/][A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----\s*$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The DER in a field; undefined where it says that there is no certificate. Throws `CertificateError`. */
export function certificateInField(value: string, format: CertificateFormat): Uint8Array | undefined {
	if (value.length > MAX_FIELD_LENGTH) throw malformed();
	if (value === '') return undefined;
	const base64 = format === 'rfc9440' ? BYTE_SEQUENCE.exec(value)?.[1] : base64OfPem(value);
	if (base64 === undefined) throw malformed();
	const der = Buffer.from(base64, 'base64');
	if (der.length === 0) return undefined;
	if (!isOneSequence(der)) throw malformed();
	return der;
}

/** One certificate and no more: of a chain, nobody could say which one was proven. */
function base64OfPem(escaped: string): string | undefined {
	let pem: string;
	try {
		pem = decodeURIComponent(escaped);
	} catch {
		return undefined;
	}
	const base64 = PEM.exec(pem)?.[1]?.replaceAll(/[\r\n]/g, '');
	return base64 !== undefined && BASE64.test(base64) ? base64 : undefined;
}

/**
 * A DER SEQUENCE with nothing after it (X.690 §8.1), as every certificate is: PEM that was taken for DER is told apart.
 */
function isOneSequence(der: Buffer): boolean {
	const [tag, first = 0] = der;
	const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
	if (tag !== 0x30 || lengthBytes > 3 || der.length < 2 + lengthBytes) return false;
	const length = lengthBytes === 0 ? first : der.readUIntBE(2, lengthBytes);
	return der.length === 2 + lengthBytes + length;
}

function malformed(): CertificateError {
	return new CertificateError('the header with the client certificate is malformed');
}
