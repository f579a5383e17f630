import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider';
import { AUDIENCE, BODY, basic, makeClients, SCOPE } from '../reference/clients.ts';
import { announce, basicOffer, serverArguments } from '../server/announce.ts';

const { port } = serverArguments();
const clients = makeClients();
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Keeps everything in a Map. JWT access tokens are not stored, and the clients are static: nothing grows. */
class MemoryAdapter implements Adapter {
	readonly #payloads = new Map<string, AdapterPayload>();

	async upsert(id: string, payload: AdapterPayload): Promise<void> {
		this.#payloads.set(id, payload);
	}

	async find(id: string): Promise<AdapterPayload | undefined> {
		return this.#payloads.get(id);
	}

	async findByUserCode(): Promise<undefined> {}

	async findByUid(): Promise<undefined> {}

	async consume(): Promise<void> {}

	async destroy(id: string): Promise<void> {
		this.#payloads.delete(id);
	}

	async revokeByGrantId(): Promise<void> {}
}

const provider = new Provider(`http://127.0.0.1:${port}`, {
	adapter: MemoryAdapter,
	clients: clients.map(({ clientId, clientSecret }) => ({
		client_id: clientId,
		client_secret: clientSecret,
		grant_types: ['client_credentials'],
		// Checked against the keys even where no ID token can be had.
		id_token_signed_response_alg: 'ES256',
		redirect_uris: [],
		response_types: [],
		scope: SCOPE,
		token_endpoint_auth_method: 'client_secret_basic',
	})),
	jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'k'.repeat(43) }] },
	scopes: SCOPE.split(' '),
	features: {
		clientCredentials: { enabled: true },
		devInteractions: { enabled: false },
		resourceIndicators: {
			enabled: true,
			defaultResource: () => AUDIENCE,
			getResourceServerInfo: () => ({
				scope: SCOPE,
				audience: AUDIENCE,
				accessTokenFormat: 'jwt',
				accessTokenTTL: 3600,
				jwt: { sign: { alg: 'ES256' } },
			}),
		},
	},
	cookies: { keys: ['unused: this server has no sessions'] },
});

const server = createServer(provider.callback());
announce(server, port, basicOffer('/token', BODY, clients.map(basic)));
