import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { goClient, javaClient, pythonClient } from '../tools/clients/install.ts';
import type { ClientAnswer, TokenQuestion } from '../tools/clients/questions.ts';
import { needed, WITH_INSTALLATION_MS } from '../tools/foreign/needed.ts';
import { answersOf } from '../tools/foreign/program.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';

const ISSUER = 'https://issuer.example';
const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors = { admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } } };

function privateKey(algorithm: string): KeyObject {
	if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
	if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519').privateKey;
	return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

function keyFor(algorithm: string): Readonly<Record<string, unknown>> {
	return { ...privateKey(algorithm).export({ format: 'jwk' }), kid: `by ${algorithm}`, alg: algorithm };
}

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'];
const publicOf = (jwk: object): object =>
	Object.fromEntries(Object.entries(jwk).filter(([name]) => !PRIVATE_MEMBERS.includes(name)));

const ALGORITHMS = ['ES256', 'EdDSA', 'RS256', 'PS256'];
const keys = ALGORITHMS.map(keyFor);

describe('clients in other languages, by private_key_jwt (RFC 7523)', () => {
	let host: EmbeddedHost;
	let clientId: string;
	beforeAll(async () => {
		host = await startEmbeddedHost({ actors, tokens: { issuer: ISSUER, audience: 'https://api.example' } });
		const path = '/v1/domains/main/client-applications';
		const body = { name: 'EMM', privileges: ['devices:read'] };
		clientId = String((await host.call('admin', 'POST', path, { body })).json['clientId']);
		const registered = await host.call('admin', 'PATCH', `${path}/${clientId}`, {
			body: { jwks: { keys: keys.map(publicOf) } },
		});
		expect(registered.status).toBe(200);
		return () => host.close();
	});

	// Nimbus' class for these assertions knows no EdDSA.
	it.for([
		['authlib', pythonClient, ALGORITHMS],
		['x/oauth2', goClient, ALGORITHMS],
		['Nimbus', javaClient, ALGORITHMS.filter((algorithm) => algorithm !== 'EdDSA')],
	] as const)(
		'%s gets a token under each of its keys, and none under another of the same name',
		{ timeout: WITH_INSTALLATION_MS },
		async ([library, install, algorithms], { skip }) => {
			const program = await needed(install, skip);
			const ask = (key: object): TokenQuestion => ({
				...{ ask: 'token', library, method: 'private_key_jwt', clientId, key, assertionAudience: ISSUER },
				tokenEndpoint: `${host.baseUrl}/oauth2/token`,
			});
			const own = keys.filter(({ alg }) => algorithms.includes(String(alg)));
			const others = algorithms.map(keyFor);
			const answers = await answersOf<TokenQuestion, ClientAnswer>(program, [...own, ...others].map(ask));
			expect(answers).toEqual([
				...own.map(() => ({ token: expect.any(String) })),
				...others.map(() => ({ refused: 'invalid_client' })),
			]);
			for (const answer of answers) {
				if (!('token' in answer)) continue;
				const headers = { authorization: `Bearer ${answer.token}` };
				expect((await host.call(undefined, 'GET', '/api/devices:read', { headers })).status).toBe(200);
			}
		},
	);
});
