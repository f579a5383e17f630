import { X509Certificate } from 'node:crypto';
import { invalidInput } from '../input.ts';
import { holdsSecret, SECRET_PASTED } from '../leaks/found-secrets.ts';
import { keyThumbprint, refusedKey } from './accepted-key.ts';
import type { NewCertificate } from './decide.ts';
import { derOf } from './pem-input.ts';
import { certificateThumbprint } from './thumbprint.ts';

const LABELS = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'];
const MAX_SUBJECT = 500;

/** What a certificate tells of itself. */
export type DescribedCertificate = Pick<
	NewCertificate,
	'serialNumber' | 'thumbprint' | 'keyThumbprint' | 'subject' | 'notBefore' | 'notAfter' | 'pem'
>;

/** Throws where it is not one. */
export function describeCertificate(certificate: Uint8Array | string): DescribedCertificate {
	const x509 = new X509Certificate(certificate);
	const { serialNumber, raw, publicKey, subject } = x509;
	return {
		serialNumber: serialNumber.toLowerCase(),
		thumbprint: certificateThumbprint(raw),
		keyThumbprint: keyThumbprint(publicKey),
		// Node names the parts from the root on, a line each; RFC 4514 begins with the last.
		subject: printable(subject.split('\n').toReversed().join(',')),
		notBefore: x509.validFromDate.getTime(),
		notAfter: x509.validToDate.getTime(),
		pem: x509.toString(),
	};
}

/**
 * A self-signed certificate (RFC 8705 §2.2). That its holder has the key is proven where it is used, by TLS. Throws
 * `invalid_input`.
 */
export function selfSigned(text: string, now: number): DescribedCertificate {
	const der = derOf(text, LABELS);
	if (der === undefined) throw refused('must be one certificate, as PEM or base64 of DER, of at most 16 KiB');
	let described: DescribedCertificate;
	try {
		const x509 = new X509Certificate(der);
		if (!x509.checkIssued(x509) || !x509.verify(x509.publicKey)) throw refused('must be signed by its own key');
		const reason = refusedKey(x509.publicKey);
		if (reason !== undefined) throw refused(reason);
		described = describeCertificate(der);
	} catch (error) {
		if (error instanceof Error && error.name === 'LatchkeyError') throw error;
		throw refused('must be a certificate');
	}
	if (holdsSecret(described.subject)) throw refused(SECRET_PASTED);
	if (described.notAfter <= now) throw refused('has expired');
	return described;
}

/** Whoever made it may have written anything. */
function printable(text: string): string {
	return text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_SUBJECT);
}

function refused(message: string): Error {
	return invalidInput([{ path: ['certificate'], message }]);
}
