import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type TestHost } from './support/host.ts';

const APPLICATIONS = '/v1/domains/acme-phones/client-applications';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
});
afterAll(() => host.close());

/** The request of the product manual: OAuth Credentials, a form's content type, and no body at all. */
function manualRequest(oauthCredentials: string) {
	return host.request<{ access_token: string; token_type: string; expires_in: number; scope: string }>(
		'POST',
		'/v1/oauth2/tokens',
		{
			headers: {
				accept: 'application/json',
				authorization: `Basic ${oauthCredentials}`,
				'content-type': 'application/x-www-form-urlencoded',
			},
		},
	);
}

const devices = (token: string) =>
	host.request<{ items: { id: string }[] }>('GET', '/v1/devices', { headers: { authorization: `Bearer ${token}` } });

describe('from "Add client application" to a bearer token', () => {
	it("turns shown credentials into a token by the manual's own request, and the token opens the API", async () => {
		const added = await host.request<{ credentials: { oauthCredentials: string } }>('POST', APPLICATIONS, {
			user: 'super@acme',
			body: { name: 'My EMM', privileges: ['devices:read'] },
		});
		expect(added.status).toBe(201);
		const answer = await manualRequest(added.body.credentials.oauthCredentials);
		expect(answer.status).toBe(200);
		expect(answer.headers.get('cache-control')).toBe('no-store');
		expect(answer.headers.get('pragma')).toBe('no-cache');
		expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'devices:read' });
		const listed = await devices(answer.body.access_token);
		expect(listed.status).toBe(200);
		expect(listed.body.items.map(({ id }) => id)).toEqual(['phone-1', 'phone-2', 'laptop-1']);
	});

	it('shows each customer its own devices', async () => {
		const token = await host.token(await host.add('super@globex', 'globex-main'));
		expect((await devices(token)).body.items.map(({ id }) => id)).toEqual(['tablet-1']);
	});

	it('refuses what the token has no privilege for, and says which one is missing', async () => {
		const token = await host.token(await host.add('super@acme', 'acme-phones'));
		const answer = await host.request('POST', '/v1/devices/phone-1/lock', {
			headers: { authorization: `Bearer ${token}` },
		});
		expect(answer.status).toBe(403);
		expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
		expect(answer.headers.get('www-authenticate')).toContain('scope="devices:write"');
	});

	it.each([
		['disabled', 'PATCH', { status: 'disabled' }],
		['removed', 'DELETE', undefined],
	])('kills the tokens of an application that is %s, and its secrets', async (_state, method, body) => {
		const credentials = await host.add('super@acme', 'acme-phones');
		const other = await host.token(await host.add('super@acme', 'acme-phones'));
		const token = await host.token(credentials);
		expect((await devices(token)).status).toBe(200);
		await host.request(method, `${APPLICATIONS}/${credentials.clientId}`, { user: 'super@acme', body });
		const refused = await devices(token);
		expect(refused.status).toBe(401);
		expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
		expect((await manualRequest(credentials.oauthCredentials)).status).toBe(401);
		expect((await devices(other)).status).toBe(200);
	});

	it('does not revive the tokens of an application that is enabled again', async () => {
		const credentials = await host.add('super@acme', 'acme-phones');
		const token = await host.token(credentials);
		const path = `${APPLICATIONS}/${credentials.clientId}`;
		await host.request('PATCH', path, { user: 'super@acme', body: { status: 'disabled' } });
		await host.request('PATCH', path, { user: 'super@acme', body: { status: 'enabled' } });
		expect((await devices(token)).status).toBe(401);
		expect((await devices(await host.token(credentials))).status).toBe(200);
	});

	it('takes a withdrawn privilege out of tokens that were issued before, and leaves them the rest', async () => {
		const credentials = await host.add('super@acme', 'acme-phones', { privileges: ['devices:read', 'devices:write'] });
		const token = await host.token(credentials);
		const headers = { authorization: `Bearer ${token}` };
		expect((await host.request('POST', '/v1/devices/phone-2/lock', { headers })).status).toBe(200);
		const path = `${APPLICATIONS}/${credentials.clientId}`;
		await host.request('PATCH', path, { user: 'super@acme', body: { privileges: ['devices:read'] } });
		expect((await host.request('POST', '/v1/devices/phone-2/lock', { headers })).status).toBe(403);
		expect((await devices(token)).status).toBe(200);
	});

	it('issues RFC 9068 tokens that verify from the published keys alone', async () => {
		const credentials = await host.add('super@acme', 'acme-phones', { privileges: ['devices:read', 'events:read'] });
		const token = await host.token(credentials, 'events:read');
		const metadata = (await (await fetch(`${host.baseUrl}/.well-known/oauth-authorization-server`)).json()) as {
			jwks_uri: string;
			issuer: string;
		};
		const { payload, protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(metadata.jwks_uri)), {
			issuer: metadata.issuer,
			audience: `${host.baseUrl}/v1`,
			typ: 'at+jwt',
		});
		expect(protectedHeader.alg).toBe('ES256');
		const { clientId } = credentials;
		expect(payload).toMatchObject({ sub: clientId, client_id: clientId, scope: 'events:read', customer_id: 'acme' });
		expect(payload.jti).toMatch(/^[\w-]{22}$/);
		expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
	});
});
