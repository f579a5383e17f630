import { beforeAll, describe, expect, it } from 'vitest';
import { goClient, javaClient, pythonClient } from '../tools/clients/install.ts';
import type { ClientAnswer, TokenQuestion } from '../tools/clients/questions.ts';
import { needed, WITH_INSTALLATION_MS } from '../tools/foreign/needed.ts';
import { answersOf } from '../tools/foreign/program.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { giveCertificate } from './support/given-certificate.ts';
import { selfSigned } from './support/self-signed.ts';
import { type Identity, openTlsDoor, type TlsDoor } from './support/tls-door.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors = { admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } } };

describe('clients in other languages, by their certificate (RFC 8705)', () => {
	const identity = selfSigned('/CN=EMM');
	const another = selfSigned('/CN=EMM');
	let door: TlsDoor;
	let host: EmbeddedHost;
	let clientId: string;
	beforeAll(async () => {
		door = await openTlsDoor();
		const tokens = { issuer: door.url, audience: 'https://api.example' };
		host = await startEmbeddedHost({ actors, tokens, adapter: { mutualTls: {} }, mount: (app) => door.serve(app) });
		const body = { name: 'EMM', privileges: ['devices:read'] };
		const { json } = await host.call('admin', 'POST', '/v1/domains/main/client-applications', { body });
		clientId = String(json['clientId']);
		await giveCertificate(host.store, { customerId: 'acme', domainId: 'main', clientId }, identity, Date.now());
		return async () => {
			await host.close();
			await door.close();
		};
	});

	it.for([
		['authlib', pythonClient],
		['x/oauth2', goClient],
		['Nimbus', javaClient],
	] as const)(
		'%s gets a token that opens the API with the same certificate only, and none with another',
		{ timeout: WITH_INSTALLATION_MS },
		async ([library, install], { skip }) => {
			const program = await needed(install, skip);
			const ask = (method: string, { cert: certificate, key }: Identity): TokenQuestion => ({
				...{ ask: 'token', library, method, clientId, tokenEndpoint: `${door.url}/oauth2/token` },
				tls: { certificate, key, trusted: door.ca },
			});
			const methods = ['tls_client_auth', 'self_signed_tls_client_auth'];
			const questions = methods.flatMap((method) => [ask(method, identity), ask(method, another)]);
			const answers = await answersOf<TokenQuestion, ClientAnswer>(program, questions);
			expect(answers).toEqual(methods.flatMap(() => [{ token: expect.any(String) }, { refused: 'invalid_client' }]));
			for (const answer of answers) {
				if (!('token' in answer)) continue;
				const headers = { authorization: `Bearer ${answer.token}` };
				const statuses = [identity, another, undefined].map(
					async (as) => (await door.call('/api/devices:read', { headers, as })).status,
				);
				expect(await Promise.all(statuses)).toEqual([200, 401, 401]);
			}
		},
	);
});
