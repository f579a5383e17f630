const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;
/** Of DER, in bytes: RSA keys of 4096 bits with all that people add to them take a quarter. */
const MAX_BYTES = 16_384;
/** Of the text that holds it. */
export const MAX_PEM_LENGTH = 24_576;

/** The DER of one PEM block of any of these labels (RFC 7468), or of base64 alone; undefined where there is none. */
export function derOf(text: string, labels: readonly string[]): Buffer | undefined {
	const block = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END ([A-Z0-9 ]{1,40})-----/.exec(text);
	const [, label = '', inside = text, end = label] = block ?? [];
	if (block !== null && (label !== end || !labels.includes(label))) return undefined;
	if (!BASE64.test(inside)) return undefined;
	const der = Buffer.from(inside, 'base64');
	return der.length === 0 || der.length > MAX_BYTES ? undefined : der;
}
