import type { Application, Certificate, Page, Secret, SessionAnswer } from '../src/api/wire.ts';

export function secret(members: Partial<Secret>): Secret {
	return {
		secretId: 'secret-1',
		hint: 'a1B2',
		createdAt: '2026-10-01T00:00:00.000Z',
		createdBy: 'ada',
		expiresAt: null,
		overlapEndsAt: null,
		parentId: null,
		adoptedAt: null,
		tokensIssued: 0,
		firstUsedAt: null,
		lastUsedAt: null,
		lastAddress: null,
		leakedAt: null,
		...members,
	};
}

export function certificate(members: Partial<Certificate>): Certificate {
	return {
		certificateId: 'certificate-1',
		serialNumber: '5e71a1c0ffee',
		thumbprint: 'thumbprint',
		origin: 'issued',
		subject: 'CN=lk.acme.phones.1',
		createdAt: '2026-10-01T00:00:00.000Z',
		createdBy: 'ada',
		startsAt: '2026-10-01T00:00:00.000Z',
		expiresAt: '2027-10-01T00:00:00.000Z',
		overlapEndsAt: null,
		parentId: null,
		adoptedAt: null,
		tokensIssued: 0,
		firstUsedAt: null,
		lastUsedAt: null,
		lastAddress: null,
		...members,
	};
}

export function application(members: Partial<Application> = {}): Application {
	return {
		clientId: 'lk.acme.phones.1',
		customerId: 'acme',
		domainId: 'phones',
		name: 'EMM',
		description: '',
		ownerId: 'ada',
		privileges: ['devices:read'],
		allowedAddresses: [],
		tokenLifetime: null,
		heldByManager: [],
		status: 'enabled',
		createdAt: '2026-10-01T00:00:00.000Z',
		createdBy: 'ada',
		updatedAt: '2026-10-01T00:00:00.000Z',
		lastUsedAt: null,
		secrets: [secret({})],
		certificates: [],
		publicKeys: [],
		jwksUri: null,
		rotation: null,
		...members,
	};
}

export function page(members: Partial<Page> = {}): Page {
	return {
		customerId: 'acme',
		domainId: 'phones',
		items: [application()],
		next: null,
		count: 1,
		limit: 63,
		showOnce: false,
		...members,
	};
}

export const session: SessionAnswer = {
	userId: 'ada',
	customerId: 'acme',
	domains: [
		{ domainId: 'laptops', manage: false, reveal: true, grantable: ['devices:read'] },
		{ domainId: 'phones', manage: true, reveal: true, grantable: ['devices:read', 'devices:write'] },
	],
	privileges: [
		{ name: 'devices:read', title: 'View devices', group: 'Devices' },
		{ name: 'devices:write', title: 'Lock devices', group: 'Devices' },
		{ name: 'events:read' },
	],
	secretsBeyondGrant: false,
	notifications: true,
};
