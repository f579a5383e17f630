import { exportJWK, generateKeyPair } from 'jose';
import * as oauth4webapi from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientCredentials } from 'simple-oauth2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credentials, startHost, type TestHost } from './support/host.ts';

let host: TestHost;
let credentials: Credentials;
beforeAll(async () => {
	host = await startHost();
	credentials = await host.add('super@acme', 'acme-phones');
});
afterAll(() => host.close());

async function opensTheApi(token: string): Promise<boolean> {
	const headers = { authorization: `Bearer ${token}` };
	return (await host.request('GET', '/v1/devices', { headers })).status === 200;
}

describe('clients that others wrote, at the strict door', () => {
	it.each([
		['client_secret_basic', openid.ClientSecretBasic],
		['client_secret_post', openid.ClientSecretPost],
	])('openid-client by discovery and %s', async (_method, authentication) => {
		const config = await openid.discovery(
			new URL(host.baseUrl),
			credentials.clientId,
			undefined,
			authentication(credentials.clientSecret),
			{ algorithm: 'oauth2', execute: [openid.allowInsecureRequests] },
		);
		const tokens = await openid.clientCredentialsGrant(config, { scope: 'devices:read' });
		expect(tokens.expires_in).toBe(3600);
		expect(await opensTheApi(tokens.access_token)).toBe(true);
	});

	it.each([
		['client_secret_basic', oauth4webapi.ClientSecretBasic],
		['client_secret_post', oauth4webapi.ClientSecretPost],
	])('oauth4webapi by discovery and %s, and its RFC 9068 validation', async (_method, authentication) => {
		const insecure = { [oauth4webapi.allowInsecureRequests]: true };
		const issuer = new URL(host.baseUrl);
		const discovery = await oauth4webapi.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
		const server = await oauth4webapi.processDiscoveryResponse(issuer, discovery);
		const client = { client_id: credentials.clientId };
		const response = await oauth4webapi.clientCredentialsGrantRequest(
			server,
			client,
			authentication(credentials.clientSecret),
			new URLSearchParams(),
			insecure,
		);
		const { access_token } = await oauth4webapi.processClientCredentialsResponse(server, client, response);
		const call = new Request(`${host.baseUrl}/v1/devices`, { headers: { authorization: `Bearer ${access_token}` } });
		const claims = await oauth4webapi.validateJwtAccessToken(server, call, `${host.baseUrl}/v1`, insecure);
		expect(claims.client_id).toBe(credentials.clientId);
		expect(await opensTheApi(access_token)).toBe(true);
	});

	it('openid-client and oauth4webapi by discovery and private_key_jwt, each with a key of its own', async () => {
		const own = await host.add('super@acme', 'acme-phones');
		const pairs = {
			ES256: await generateKeyPair('ES256', { extractable: true }),
			EdDSA: await generateKeyPair('EdDSA', { extractable: true }),
			PS256: await generateKeyPair('PS256', { extractable: true }),
			RS256: await generateKeyPair('RS256', { extractable: true }),
		};
		const keys = await Promise.all(
			Object.entries(pairs).map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid })),
		);
		const path = `/v1/domains/acme-phones/client-applications/${own.clientId}`;
		const changed = await host.request('PATCH', path, { user: 'super@acme', body: { jwks: { keys } } });
		expect(changed.status).toBe(200);
		const insecure = { [oauth4webapi.allowInsecureRequests]: true };
		const issuer = new URL(host.baseUrl);
		for (const [kid, { privateKey: key }] of Object.entries(pairs)) {
			const config = await openid.discovery(issuer, own.clientId, undefined, openid.PrivateKeyJwt({ key, kid }), {
				algorithm: 'oauth2',
				execute: [openid.allowInsecureRequests],
			});
			const tokens = await openid.clientCredentialsGrant(config, { scope: 'devices:read' });
			expect(await opensTheApi(tokens.access_token)).toBe(true);
			expect(await openid.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true });
			await openid.tokenRevocation(config, tokens.access_token);
			expect(await opensTheApi(tokens.access_token)).toBe(false);

			const discovery = await oauth4webapi.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
			const server = await oauth4webapi.processDiscoveryResponse(issuer, discovery);
			expect(server.token_endpoint_auth_methods_supported).toContain('private_key_jwt');
			const client = { client_id: own.clientId };
			const response = await oauth4webapi.clientCredentialsGrantRequest(
				server,
				client,
				oauth4webapi.PrivateKeyJwt({ key, kid }),
				new URLSearchParams(),
				insecure,
			);
			const { access_token } = await oauth4webapi.processClientCredentialsResponse(server, client, response);
			expect(await opensTheApi(access_token)).toBe(true);
		}
	});

	it('openid-client introspects a token by what it discovered, revokes it, and finds it dead', async () => {
		const config = await openid.discovery(
			new URL(host.baseUrl),
			credentials.clientId,
			undefined,
			openid.ClientSecretBasic(credentials.clientSecret),
			{ algorithm: 'oauth2', execute: [openid.allowInsecureRequests] },
		);
		const { access_token } = await openid.clientCredentialsGrant(config);
		const told = await openid.tokenIntrospection(config, access_token);
		expect(told).toMatchObject({ active: true, client_id: credentials.clientId, iss: host.baseUrl });
		await openid.tokenRevocation(config, access_token);
		expect(await openid.tokenIntrospection(config, access_token)).toEqual({ active: false });
		expect(await opensTheApi(access_token)).toBe(false);
	});

	it('oauth4webapi reads our refusal as the challenge and the error that RFC 6749 names', async () => {
		const insecure = { [oauth4webapi.allowInsecureRequests]: true };
		const server = { issuer: host.baseUrl, token_endpoint: `${host.baseUrl}/oauth2/token` };
		const client = { client_id: credentials.clientId };
		const response = await oauth4webapi.clientCredentialsGrantRequest(
			server,
			client,
			oauth4webapi.ClientSecretBasic('wrong'),
			new URLSearchParams(),
			insecure,
		);
		await expect(oauth4webapi.processClientCredentialsResponse(server, client, response)).rejects.toMatchObject({
			status: 401,
			cause: [{ scheme: 'basic', parameters: { realm: 'latchkey' } }],
		});
	});

	it.each(['header', 'body'] as const)('simple-oauth2 with credentials in the %s', async (authorizationMethod) => {
		const client = new ClientCredentials({
			client: { id: credentials.clientId, secret: credentials.clientSecret },
			auth: { tokenHost: host.baseUrl, tokenPath: '/oauth2/token' },
			options: { authorizationMethod },
		});
		const { token } = await client.getToken({ scope: 'devices:read' });
		expect(await opensTheApi(String(token['access_token']))).toBe(true);
	});
});
