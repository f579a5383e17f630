import type { ClientApplication } from '../applications/client-application.ts';
import { type ProvenCertificate, provenCertificate } from './credential.ts';
import type { PresentedCertificate } from './credentials.ts';

/**
 * Which of the application's certificates was presented (RFC 8705 §2); undefined where none was. TLS has proven that
 * the caller holds its key; and whoever issued it, every certificate that counts is kept with its application by its
 * thumbprint, which is no secret.
 */
export function proveCertificate(
	application: ClientApplication | undefined,
	{ thumbprint }: PresentedCertificate,
): ProvenCertificate | undefined {
	const certificate = application?.certificates.find((one) => one.thumbprint === thumbprint);
	return certificate === undefined ? undefined : provenCertificate(certificate);
}
