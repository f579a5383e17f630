import type { ClientApplication } from '../applications/client-application.ts';
import type { Decision } from '../events/decision.ts';
import type { DecidedEvent } from '../events/event.ts';

/** Of a secret or a certificate. */
export interface FirstUse {
	readonly credentialId: string;
	readonly firstUsedAt: number;
	readonly address: string | null;
}

export function recordAdoption(application: ClientApplication, use: FirstUse): Decision<ClientApplication> {
	const { credentialId, firstUsedAt, address } = use;
	const events: DecidedEvent[] = [];
	const secrets = application.secrets.map((secret) => {
		const { secretId, adoptedAt } = secret;
		if (secretId !== credentialId || adoptedAt !== null) return secret;
		events.push({ type: 'client_secret.adopted', data: { secretId, firstUsedAt, address } });
		return { ...secret, adoptedAt: firstUsedAt };
	});
	const certificates = application.certificates.map((certificate) => {
		const { certificateId, adoptedAt } = certificate;
		if (certificateId !== credentialId || adoptedAt !== null) return certificate;
		events.push({ type: 'client_certificate.adopted', data: { certificateId, firstUsedAt, address } });
		return { ...certificate, adoptedAt: firstUsedAt };
	});
	return events.length === 0
		? { state: application, events }
		: { state: { ...application, secrets, certificates }, events };
}
