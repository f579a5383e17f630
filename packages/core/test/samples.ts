import type { ClientApplication } from '../src/applications/client-application.ts';
import { NO_KEYS } from '../src/assertions/change-keys.ts';
import type { NewCertificate } from '../src/certificates/decide.ts';
import { initialLifecycle } from '../src/lifecycle/state.ts';
import type { ClientSecret } from '../src/secrets/client-secret.ts';
import { freshSecret, type NewSecret } from '../src/secrets/decide.ts';

/** A round instant for examples: 2026-01-01. */
export const NOW = Date.UTC(2026, 0, 1);

export const CLIENT_ID = 'lk.acme.phones.0123456789abcdefABCDEF';

/** A secret that is ready to be added. Its digest and sealed value say whose they are, so that a leak is found. */
export function newSecret(name: string, fields: Partial<NewSecret> = {}): NewSecret {
	return {
		secretId: `sec_${name}`,
		digest: `digest-of-${name}`,
		fingerprint: `fingerprint-of-${name}`,
		sealed: `sealed-of-${name}`,
		hint: 'hint',
		createdBy: 'maker',
		ancestors: [],
		expiresAt: null,
		...fields,
	};
}

export function clientSecret(name: string, fields: Partial<ClientSecret> = {}): ClientSecret {
	return { ...freshSecret(newSecret(name), NOW), ...fields };
}

/** A certificate of a year that is ready to be added. */
export function newCertificate(name: string, fields: Partial<NewCertificate> = {}): NewCertificate {
	const notAfter = fields.notAfter ?? NOW + 365 * 86_400_000;
	return {
		certificateId: `crt_${name}`,
		serialNumber: `5e71a1-${name}`,
		thumbprint: `thumbprint-of-${name}`,
		keyThumbprint: `key-of-${name}`,
		origin: 'issued',
		generation: 1,
		subject: `CN=${CLIENT_ID}`,
		createdBy: 'maker',
		ancestors: [],
		notBefore: NOW - 300_000,
		notAfter,
		expiresAt: notAfter,
		pem: `pem-of-${name}`,
		...fields,
	};
}

/** As an add makes it: enabled, with one secret that never ends. */
export function clientApplication(fields: Partial<ClientApplication> = {}): ClientApplication {
	const secrets = fields.secrets ?? [clientSecret('first')];
	return {
		customerId: 'acme',
		domainId: 'phones',
		clientId: CLIENT_ID,
		slot: '0000000',
		name: 'Inventory',
		description: '',
		ownerId: 'owner',
		privileges: ['devices:read'],
		allowedAddresses: [],
		tokenLifetimeSeconds: null,
		status: 'enabled',
		certificates: [],
		endedSecrets: [],
		...NO_KEYS,
		revokedCredentials: [],
		tokenEpoch: 0,
		revision: 1,
		createdAt: NOW,
		createdBy: 'owner',
		updatedAt: NOW,
		removedAt: null,
		invalidatedAt: null,
		requestDigest: null,
		lifecycle: initialLifecycle(NOW),
		nextDueAt: NOW,
		...fields,
		secrets,
	};
}
