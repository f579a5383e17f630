import { describe, expect, it } from 'vitest';
import { CLIENT_ID, clientApplication, clientSecret, NOW } from '../../test/samples.ts';
import type { CredentialUsage } from '../store.ts';
import { applicationView, credentialsOf } from './view.ts';

function usage(credentialId: string, lastUsedAt: number, clientId = CLIENT_ID): CredentialUsage {
	return { clientId, credentialId, tokensIssued: 2, firstUsedAt: NOW, lastUsedAt, lastAddress: '192.0.2.1' };
}

const application = clientApplication({
	secrets: [clientSecret('ended', { overlapEndsAt: NOW }), clientSecret('first'), clientSecret('unused')],
	requestDigest: 'digest-of-request',
	revokedCredentials: [{ credentialId: 'sec_old', revokedAt: NOW }],
});

describe('applicationView', () => {
	it('tells no secret, digest or sealed value, nor anything else that it does not name', () => {
		const view = applicationView(application, [], NOW);
		expect(JSON.stringify(view)).not.toMatch(/digest-of|sealed-of|removed|revoked|slot|epoch|revision/i);
		expect(Object.keys(view.secrets[0] ?? {}).sort()).toEqual([
			'adoptedAt',
			'createdAt',
			'createdBy',
			'expiresAt',
			'firstUsedAt',
			'hint',
			'lastAddress',
			'lastUsedAt',
			'leakedAt',
			'overlapEndsAt',
			'parentId',
			'secretId',
			'tokensIssued',
		]);
	});

	it('lists the secrets that work, with their own use, and no other application’s', () => {
		const usages = [usage('sec_first', NOW + 5), usage('sec_unused', NOW + 9, 'lk.acme.phones.other')];
		const view = applicationView(application, usages, NOW);
		expect(view.secrets).toMatchObject([
			{ secretId: 'sec_first', tokensIssued: 2, firstUsedAt: NOW, lastUsedAt: NOW + 5, lastAddress: '192.0.2.1' },
			{ secretId: 'sec_unused', tokensIssued: 0, firstUsedAt: null, lastUsedAt: null, lastAddress: null },
		]);
		expect(view.lastUsedAt).toBe(NOW + 5);
		expect(applicationView(application, [], NOW).lastUsedAt).toBeNull();
	});

	it('counts the use of a secret that has ended as a use of the application', () => {
		expect(applicationView(application, [usage('sec_gone', NOW + 7)], NOW).lastUsedAt).toBe(NOW + 7);
	});
});

describe('credentialsOf', () => {
	it('OAuth Credentials are base64 of both, with a colon between: what goes after `Basic `', () => {
		const { clientId, clientSecret: secret, oauthCredentials } = credentialsOf('lk.a.b.c', 'lks_x');
		expect({ clientId, secret }).toEqual({ clientId: 'lk.a.b.c', secret: 'lks_x' });
		expect(oauthCredentials).toBe('bGsuYS5iLmM6bGtzX3g=');
	});
});
