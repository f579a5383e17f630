import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { goClient, javaClient, pythonClient } from '../tools/clients/install.ts';
import type { ClientAnswer, TokenQuestion, VerifyQuestion } from '../tools/clients/questions.ts';
import { needed, WITH_INSTALLATION_MS } from '../tools/foreign/needed.ts';
import { answersOf } from '../tools/foreign/program.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import type { Credentials } from './support/host.ts';
import { ourSigningKey, signedAgain } from './support/our-signing-key.ts';

const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'https://api.example';
const actors = {
	admin: {
		userId: 'admin',
		customerId: 'acme',
		domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
	},
};

interface Issuing {
	readonly host: EmbeddedHost;
	readonly credentials: Credentials;
}

async function issuing(algorithm: Algorithm): Promise<Issuing> {
	const host = await startEmbeddedHost({ actors, tokens: { issuer: ISSUER, audience: AUDIENCE, algorithm } });
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const { json } = await host.call('admin', 'POST', '/v1/domains/main/client-applications', { body });
	return { host, credentials: json['credentials'] as Credentials };
}

async function opensTheApi({ host }: Issuing, token: string): Promise<boolean> {
	const headers = { authorization: `Bearer ${token}` };
	return (await host.call(undefined, 'GET', '/api/devices:read', { headers })).status === 200;
}

async function tokenFrom({ host, credentials }: Issuing): Promise<string> {
	const headers = { authorization: `Basic ${credentials.oauthCredentials}` };
	return String((await host.call(undefined, 'POST', '/v1/oauth2/tokens', { headers })).json['access_token']);
}

function anotherKey(algorithm: Algorithm): KeyObject {
	if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
	if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519').privateKey;
	return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

const encode = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');

/** The token is good, and so are its claims signed again: each of the others has one fault. */
async function goodAndBad({ host }: Issuing, algorithm: Algorithm, token: string) {
	const key = await ourSigningKey(host);
	const [header = '', payload = '', signature = ''] = token.split('.');
	const changed = encode({ ...decodeJwt(token), scope: PRIVILEGES.join(' ') });
	const otherStart = signature.startsWith('A') ? 'B' : 'A';
	const good = { 'as it was issued': token, 'signed again': await signedAgain(token, key, {}) };
	const bad = {
		'a changed claim': `${header}.${changed}.${signature}`,
		'a changed signature': `${header}.${payload}.${otherStart}${signature.slice(1)}`,
		'no signature': `${header}.${payload}.`,
		'alg none': `${encode({ ...decodeProtectedHeader(token), alg: 'none' })}.${payload}.`,
		'another key under our kid': await signedAgain(token, anotherKey(algorithm), {}),
		'typ JWT': await signedAgain(token, key, {}, { typ: 'JWT' }),
		'no typ': await signedAgain(token, key, {}, { typ: undefined }),
		'another audience': await signedAgain(token, key, { aud: 'https://other.example' }),
		'another issuer': await signedAgain(token, key, { iss: 'https://other.example' }),
		'an expiry that is over': await signedAgain(token, key, { exp: Math.floor(Date.now() / 1000) - 120 }),
	};
	return { good, bad };
}

/** How each authenticates, and what each verifies. Spring Security's decoder names no EdDSA among its algorithms. */
const CLIENTS = [
	{
		language: 'Python',
		install: pythonClient,
		tokens: { library: 'authlib', methods: ['client_secret_basic', 'client_secret_post'] },
		verifiers: { PyJWT: ALGORITHMS, jwcrypto: ALGORITHMS },
	},
	{
		language: 'Go',
		install: goClient,
		tokens: { library: 'x/oauth2', methods: ['auto', 'header', 'params'] },
		verifiers: { 'go-oidc': ALGORITHMS },
	},
	{
		language: 'Java',
		install: javaClient,
		tokens: { library: 'Nimbus', methods: ['client_secret_basic', 'client_secret_post'] },
		verifiers: { Nimbus: ALGORITHMS, 'Spring Security': ['ES256', 'RS256'] },
	},
] as const;

describe('clients and resource servers in other languages', () => {
	let hosts: Record<Algorithm, Issuing>;
	beforeAll(async () => {
		const [ES256, EdDSA, RS256] = await Promise.all([issuing('ES256'), issuing('EdDSA'), issuing('RS256')]);
		hosts = { ES256, EdDSA, RS256 };
		return async () => {
			await Promise.all([ES256, EdDSA, RS256].map(({ host }) => host.close()));
		};
	});

	it.for(CLIENTS)(
		'$language: $tokens.library gets a token in each of its ways, and none with a wrong secret',
		{ timeout: WITH_INSTALLATION_MS },
		async ({ install, tokens: { library, methods } }, { skip }) => {
			const program = await needed(install, skip);
			const { host, credentials } = hosts.ES256;
			const wrong = { ...credentials, clientSecret: `${credentials.clientSecret.slice(0, -1)}~` };
			const tokenEndpoint = `${host.baseUrl}/oauth2/token`;
			const ask = (method: string, { clientId, clientSecret }: Credentials): TokenQuestion => ({
				...{ ask: 'token', library, method, tokenEndpoint, clientId, clientSecret },
			});
			const questions = methods.flatMap((method) => [ask(method, credentials), ask(method, wrong)]);
			const answers = await answersOf<TokenQuestion, ClientAnswer>(program, questions);
			expect(answers).toEqual(methods.flatMap(() => [{ token: expect.any(String) }, { refused: 'invalid_client' }]));
			for (const answer of answers) {
				if ('token' in answer) expect(await opensTheApi(hosts.ES256, answer.token)).toBe(true);
			}
		},
	);

	const verifying = CLIENTS.flatMap(({ verifiers, ...client }) =>
		Object.entries(verifiers).map(([library, algorithms]) => ({ ...client, library, algorithms })),
	);
	it.for(verifying)(
		'$language: $library verifies our tokens from the published keys, and nothing else',
		{ timeout: WITH_INSTALLATION_MS },
		async ({ install, library, algorithms }, { skip }) => {
			const program = await needed(install, skip);
			const named: { readonly name: string; readonly good: boolean; readonly question: VerifyQuestion }[] = [];
			for (const algorithm of algorithms) {
				const { host, credentials } = hosts[algorithm];
				const resourceServer = { issuer: ISSUER, audience: AUDIENCE, jwksUri: `${host.baseUrl}/.well-known/jwks.json` };
				const ask = { ask: 'verify', library, algorithm, clientId: credentials.clientId, ...resourceServer } as const;
				const { good, bad } = await goodAndBad(hosts[algorithm], algorithm, await tokenFrom(hosts[algorithm]));
				for (const [what, token] of [...Object.entries(good), ...Object.entries(bad)]) {
					named.push({ name: `${algorithm}, ${what}`, good: what in good, question: { ...ask, token } });
				}
			}
			const answers = await answersOf<VerifyQuestion, ClientAnswer>(
				program,
				named.map(({ question }) => question),
			);
			const told = named.map(({ name }, index) => [name, answers[index]]);
			expect(told).toEqual(
				named.map(({ name, good, question: { clientId } }) => [
					name,
					good ? { clientId } : { refused: expect.any(String) },
				]),
			);
		},
	);
});
