/** What a proxy in front says of the client's certificate cannot be read: to be answered 400. */
export class CertificateError extends Error {
	override readonly name = 'CertificateError';
}
