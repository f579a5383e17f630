import type { Actor } from '@latchkey/core';
import * as oauth4webapi from 'oauth4webapi';
import * as openid from 'openid-client';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { giveCertificate } from './support/given-certificate.ts';
import { type SelfSigned, selfSigned } from './support/self-signed.ts';
import { openTlsDoor, type TlsDoor } from './support/tls-door.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};

/** The one asks nobody for a certificate, as browsers like it; the other asks everybody (RFC 8705 §5). */
let [plain, asking]: TlsDoor[] = [];
let host: EmbeddedHost;
let clientId: string;
const identity = selfSigned('/CN=EMM');
beforeAll(async () => {
	plain = await openTlsDoor({ requestCert: false });
	asking = await openTlsDoor();
	host = await startEmbeddedHost({
		actors: { admin },
		tokens: { issuer: plain.url, audience: 'https://api.example' },
		adapter: { mutualTls: { baseUrl: asking.url } },
		mount(app) {
			plain?.serve(app);
			asking?.serve(app);
		},
	});
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const { json } = await host.call('admin', 'POST', '/v1/domains/main/client-applications', { body });
	clientId = String(json['clientId']);
	const holder = { customerId: 'acme', domainId: 'main', clientId };
	await giveCertificate(host.store, holder, identity, Date.now());
});
afterAll(async () => {
	await host.close();
	await plain?.close();
	await asking?.close();
});

/** The fetch of a client that trusts both servers and shows this certificate to whoever asks. */
function fetchAs(as: SelfSigned | undefined): openid.CustomFetch {
	const ca = [plain?.ca ?? '', asking?.ca ?? ''];
	const dispatcher = new Agent({ connect: { ca, ...(as === undefined ? {} : { cert: as.cert, key: as.key }) } });
	onTestFinished(() => dispatcher.close());
	const send = (url: string, options: object): Promise<unknown> => fetch(url, { ...options, dispatcher });
	return send as openid.CustomFetch;
}

async function opens(token: string, as: SelfSigned | undefined, door = asking): Promise<number> {
	const headers = { authorization: `Bearer ${token}` };
	return (
		await fetchAs(as)(`${door?.url}/api/devices:read`, { headers, method: 'GET', body: null, redirect: 'manual' })
	).status;
}

describe('clients that others wrote, by tls_client_auth', () => {
	it('openid-client finds where certificates are asked for, and gets, introspects and revokes a token', async () => {
		const metadata = { use_mtls_endpoint_aliases: true };
		const options = { algorithm: 'oauth2', [openid.customFetch]: fetchAs(identity) } as const;
		const issuer = new URL(plain?.url ?? '');
		const config = await openid.discovery(issuer, clientId, metadata, openid.TlsClientAuth(), options);
		expect(config.serverMetadata()).toMatchObject({
			token_endpoint: `${plain?.url}/oauth2/token`,
			tls_client_certificate_bound_access_tokens: true,
			mtls_endpoint_aliases: {
				token_endpoint: `${asking?.url}/oauth2/token`,
				introspection_endpoint: `${asking?.url}/oauth2/introspect`,
				revocation_endpoint: `${asking?.url}/oauth2/revoke`,
			},
		});
		for (const of of ['token', 'introspection', 'revocation']) {
			expect(config.serverMetadata()[`${of}_endpoint_auth_methods_supported`]).toEqual(
				expect.arrayContaining(['client_secret_basic', 'tls_client_auth', 'self_signed_tls_client_auth']),
			);
		}
		const { access_token, expires_in } = await openid.clientCredentialsGrant(config, { scope: 'devices:read' });
		// As long as the certificate, which lives for an hour.
		expect(expires_in).toBeGreaterThan(3500);
		expect([await opens(access_token, identity), await opens(access_token, undefined)]).toEqual([200, 401]);
		// Nobody was asked there, so nobody has shown any.
		expect(await opens(access_token, identity, plain)).toBe(401);
		const told = await openid.tokenIntrospection(config, access_token);
		expect(told).toMatchObject({ active: true, cnf: { 'x5t#S256': expect.stringMatching(/^[\w-]{43}$/) } });
		await openid.tokenRevocation(config, access_token);
		expect(await openid.tokenIntrospection(config, access_token)).toEqual({ active: false });
		expect(await opens(access_token, identity)).toBe(401);
	});

	it('openid-client is refused where it shows no certificate, or asks where nobody looks at one', async () => {
		const issuer = new URL(plain?.url ?? '');
		for (const [as, use_mtls_endpoint_aliases] of [
			[undefined, true],
			[identity, false],
		] as const) {
			const options = { algorithm: 'oauth2', [openid.customFetch]: fetchAs(as) } as const;
			const metadata = { use_mtls_endpoint_aliases };
			const config = await openid.discovery(issuer, clientId, metadata, openid.TlsClientAuth(), options);
			await expect(openid.clientCredentialsGrant(config)).rejects.toMatchObject({ status: 401 });
		}
	});

	it('oauth4webapi gets a token, and as a resource server takes none whose binding it cannot check', async () => {
		const server = {
			issuer: plain?.url ?? '',
			token_endpoint: `${asking?.url}/oauth2/token`,
			jwks_uri: `${plain?.url}/.well-known/jwks.json`,
		};
		const options = { [oauth4webapi.customFetch]: fetchAs(identity) } as never;
		const client = { client_id: clientId };
		const method = oauth4webapi.TlsClientAuth();
		const answer = await oauth4webapi.clientCredentialsGrantRequest(server, client, method, {}, options);
		const { access_token } = await oauth4webapi.processClientCredentialsResponse(server, client, answer);
		const call = new Request('https://api.example/', { headers: { authorization: `Bearer ${access_token}` } });
		const validating = oauth4webapi.validateJwtAccessToken(server, call, 'https://api.example', options);
		await expect(validating).rejects.toMatchObject({
			message: 'unsupported JWT Confirmation method',
			cause: { claims: { client_id: clientId, cnf: { 'x5t#S256': expect.stringMatching(/^[\w-]{43}$/) } } },
		});
	});
});
