/** What an integration is told of a rotation of its own application. */
export interface RotationNews {
	/** Of the secret that takes over; null where it is made only when somebody takes it up. */
	readonly secretId: string | null;
}

/** A secret, and what an integration is configured with to use it. */
export interface HeldSecret {
	readonly secretId: string;
	readonly oauthCredentials: string;
}

export interface AccessToken {
	readonly text: string;
	/** In seconds. */
	readonly lifetime: number;
}

export interface SigningSecret {
	/** `whsec_…` */
	readonly signingSecret: string;
}

/** The platform as its customers reach it: over HTTP only. Every function rejects where the answer is not a success. */
export interface PlatformApi {
	setPolicy(policy: object): Promise<void>;
	addApplication(name: string): Promise<HeldSecret & { readonly clientId: string }>;
	/** Of one application; answers the secret that its notifications are signed by. */
	addEndpoint(endpoint: { readonly url: string; readonly clientId: string }): Promise<SigningSecret>;
	token(oauthCredentials: string): Promise<AccessToken>;
	listDevices(token: string): Promise<void>;
	rotationNews(oauthCredentials: string): Promise<RotationNews | null>;
	takeUp(oauthCredentials: string): Promise<HeldSecret>;
}

const DOMAIN = '/v1/domains/acme-phones';
const SELF = '/v1/client-applications/self';

interface AddedAnswer {
	readonly secrets: readonly [{ readonly secretId: string }];
	readonly credentials: { readonly clientId: string; readonly oauthCredentials: string };
}

export function platformApi(baseUrl: string, password: string): PlatformApi {
	const administrator = basic(Buffer.from(`super@acme:${password}`).toString('base64'));

	async function call(method: string, path: string, authorization: string, body?: object): Promise<unknown> {
		const response = await fetch(new URL(path, baseUrl), {
			method,
			headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		return JSON.parse(text);
	}

	return {
		async setPolicy(policy) {
			await call('PUT', `${DOMAIN}/policy`, administrator, policy);
		},
		async addApplication(name) {
			const body = { name, privileges: ['devices:read'] };
			const answer = (await call('POST', `${DOMAIN}/client-applications`, administrator, body)) as AddedAnswer;
			const { clientId, oauthCredentials } = answer.credentials;
			return { clientId, oauthCredentials, secretId: answer.secrets[0].secretId };
		},
		async addEndpoint(endpoint) {
			return (await call('POST', `${DOMAIN}/endpoints`, administrator, endpoint)) as SigningSecret;
		},
		async token(oauthCredentials) {
			const answer = await call('POST', '/v1/oauth2/tokens', basic(oauthCredentials));
			const { access_token: text, expires_in: lifetime } = answer as { access_token: string; expires_in: number };
			return { text, lifetime };
		},
		async listDevices(token) {
			await call('GET', '/v1/devices', `Bearer ${token}`);
		},
		async rotationNews(oauthCredentials) {
			const { rotation } = (await call('GET', SELF, basic(oauthCredentials))) as { rotation: RotationNews | null };
			return rotation;
		},
		async takeUp(oauthCredentials) {
			const answer = (await call('POST', `${SELF}/secrets`, basic(oauthCredentials), {})) as {
				readonly secretId: string;
				readonly credentials: { readonly oauthCredentials: string };
			};
			return { secretId: answer.secretId, oauthCredentials: answer.credentials.oauthCredentials };
		},
	};
}

function basic(encoded: string): string {
	return `Basic ${encoded}`;
}
