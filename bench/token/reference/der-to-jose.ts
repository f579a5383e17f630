const INTEGER_BYTES = 32;
/** SEQUENCE tag and length, INTEGER tag and length. P-256 signatures are short enough for one-byte lengths. */
const R_START = 4;
const R_LENGTH_AT = 3;

/**
 * An ES256 signature from DER to the r and s of JOSE (RFC 7518 §3.4), base64url-encoded. `der` is overwritten.
 *
 * A DER INTEGER is minimal and signed: 33 bytes where a zero keeps it positive, fewer than 32 where its leading bytes
 * are zero. In all but about 1 signature of 256 both have at least 32 bytes, and then s only has to be moved up to r.
 */
export function derToJose(der: Buffer): string {
	const rLength = der[R_LENGTH_AT] ?? 0;
	const rEnd = R_START + rLength;
	const sLength = der[rEnd + 1] ?? 0;
	const sEnd = rEnd + 2 + sLength;
	if (rLength < INTEGER_BYTES || sLength < INTEGER_BYTES) return padded(der, rLength, sLength);
	der.copyWithin(rEnd, sEnd - INTEGER_BYTES, sEnd);
	return der.toString('base64url', rEnd - INTEGER_BYTES, rEnd + INTEGER_BYTES);
}

function padded(der: Buffer, rLength: number, sLength: number): string {
	const jose = Buffer.alloc(2 * INTEGER_BYTES);
	const rEnd = R_START + rLength;
	const sEnd = rEnd + 2 + sLength;
	const rKept = Math.min(rLength, INTEGER_BYTES);
	const sKept = Math.min(sLength, INTEGER_BYTES);
	der.copy(jose, INTEGER_BYTES - rKept, rEnd - rKept, rEnd);
	der.copy(jose, 2 * INTEGER_BYTES - sKept, sEnd - sKept, sEnd);
	return jose.toString('base64url');
}
