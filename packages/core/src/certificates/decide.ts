import type { ClientApplication } from '../applications/client-application.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent, EndedCertificate } from '../events/event.ts';
import { type ClientCertificate, certificateEndsAt, certificateHasEnded } from './client-certificate.ts';

/** A certificate that is ready to be added: everything that needs chance or a key was done before the decision. */
export type NewCertificate = Omit<ClientCertificate, 'createdAt' | 'overlapEndsAt' | 'adoptedAt' | 'expiryNoticeMs'>;

/** The certificates before it go on working for the overlap, but none longer than it would have. */
export function addCertificate(
	application: ClientApplication,
	certificate: NewCertificate,
	overlapMs: number,
	now: number,
): Decision<ClientApplication> {
	const deadlineAt = now + overlapMs;
	const earlier = application.certificates.map((one) => ({
		...one,
		overlapEndsAt: Math.min(one.overlapEndsAt ?? deadlineAt, deadlineAt),
	}));
	const added = { ...certificate, createdAt: now, overlapEndsAt: null, adoptedAt: null, expiryNoticeMs: null };
	const { certificateId, serialNumber, thumbprint, origin, expiresAt } = added;
	const superseded = earlier.map((one) => ({ certificateId: one.certificateId, overlapEndsAt: one.overlapEndsAt }));
	return {
		state: { ...application, certificates: [...earlier, added] },
		events: [
			{
				type: 'client_certificate.added',
				data: { certificateId, serialNumber, thumbprint, origin, expiresAt, superseded },
			},
		],
	};
}

/** Takes out what time has ended, so that no decision is ever made over a certificate that no longer works. */
export function settleCertificates(application: ClientApplication, now: number): Decision<ClientApplication> {
	const ended = application.certificates.filter((certificate) => certificateHasEnded(certificate, now));
	if (ended.length === 0) return { state: application, events: [] };
	const events = ended.map((certificate): DecidedEvent => {
		const rotated = certificateEndsAt(certificate) !== certificate.expiresAt;
		return { type: `client_certificate.${rotated ? 'rotated' : 'expired'}`, data: endedCertificate(certificate) };
	});
	const certificates = application.certificates.filter((certificate) => !ended.includes(certificate));
	return { state: { ...application, certificates }, events };
}

/** Of an application that is removed. */
export function withdrawnEvents({ certificates }: ClientApplication): DecidedEvent[] {
	return certificates.map((certificate) => ({
		type: 'client_certificate.revoked',
		data: { ...endedCertificate(certificate), reason: 'cessation_of_operation' },
	}));
}

export function endedCertificate(certificate: ClientCertificate): EndedCertificate {
	const { certificateId, serialNumber, generation, notAfter } = certificate;
	return { certificateId, serialNumber, generation, notAfter };
}
