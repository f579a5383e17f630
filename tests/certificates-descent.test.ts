import type { Actor } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, type Certificate, P256 } from './support/certified-host.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { hasOpenssl, opensslFolder } from './support/openssl.ts';
import { openTlsDoor, type TlsCall, type TlsDoor } from './support/tls-door.ts';

const APPLICATIONS = '/v1/domains/main/client-applications';
const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const admin: Actor = { userId: 'admin', customerId: 'acme', domains: { main: grant } };

const clock = manualClock(Date.now());
let door: TlsDoor;
let host: EmbeddedHost;
beforeAll(async () => {
	door = await openTlsDoor();
	host = await startEmbeddedHost({
		actors: { admin },
		clock,
		tokens: { issuer: door.url, audience: 'https://api.example' },
		adapter: { mutualTls: {} },
		mount: door.serve,
	});
});
afterAll(async () => {
	await host.close();
	await door.close();
});

async function add(): Promise<Application> {
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const { json } = await host.call('admin', 'POST', APPLICATIONS, { body });
	const { clientId, oauthCredentials } = json['credentials'] as Omit<Application, 'path'>;
	return { path: `${APPLICATIONS}/${clientId}`, clientId, oauthCredentials };
}

async function certificate({ path }: Application, body: object): Promise<Certificate> {
	const answer = await host.call('admin', 'POST', `${path}/certificates`, { body });
	expect(answer.status, answer.text).toBe(201);
	return answer.json as unknown as Certificate;
}

const ask = ({ clientId }: Application, as: TlsCall['as']) =>
	door.call('/oauth2/token', { as, form: { grant_type: 'client_credentials', client_id: clientId } });

it.runIf(hasOpenssl)(
	'a certificate that was renewed by itself goes with the one that its holder had, as leaked, also where that has ended',
	async () => {
		const application = await add();
		const first = await certificate(application, { format: 'pem', keyType: 'p-256' });
		const openssl = opensslFolder();
		openssl.run('req', '-new', '-nodes', '-subj', '/CN=any', ...P256, '-keyout', 'k.pem', '-out', 'r.pem');
		const path = `/v1/client-applications/self/certificates?client_id=${application.clientId}`;
		const as = { cert: first.pem, key: first.privateKey };
		const { status, json } = await door.call(path, { as, body: { request: openssl.read('r.pem') } });
		expect([status, json['parentId']]).toEqual([201, first.certificateId]);
		const next = { cert: String(json['pem']), key: openssl.read('k.pem') };
		openssl.remove();
		expect((await ask(application, next)).status).toBe(200);
		clock.advance(7 * 86_400_000);
		expect([(await ask(application, as)).status, (await ask(application, next)).status]).toEqual([401, 200]);
		const revoke = `${application.path}/certificates/${first.certificateId}?leaked=true`;
		// It has ended; what its holder was given is known by the one that is there.
		expect((await host.call('admin', 'DELETE', revoke)).status).toBe(204);
		expect((await ask(application, next)).status).toBe(401);
		clock.advance(-7 * 86_400_000);
	},
);

it.runIf(hasOpenssl)(
	'a certificate that a secret earned goes with that secret, as leaked, also where the secret has ended',
	async () => {
		const application = await add();
		const openssl = opensslFolder();
		openssl.run('req', '-new', '-nodes', '-subj', '/CN=any', ...P256, '-keyout', 'k.pem', '-out', 'r.pem');
		const headers = { authorization: `Basic ${application.oauthCredentials}` };
		const body = { request: openssl.read('r.pem') };
		const { json } = await host.call(undefined, 'POST', '/v1/client-applications/self/certificates', { headers, body });
		const held = { cert: String(json['pem']), key: openssl.read('k.pem') };
		openssl.remove();
		const secretId = String(json['parentId']);
		const secrets = `${application.path}/secrets`;
		expect((await host.call('admin', 'POST', secrets, { body: { overlap: 0 } })).status).toBe(201);
		expect((await host.call('admin', 'DELETE', `${secrets}/${secretId}`)).status, 'it has ended').toBe(404);
		expect((await ask(application, held)).status).toBe(200);
		expect((await host.call('admin', 'DELETE', `${secrets}/${secretId}?leaked=true`)).status).toBe(204);
		expect((await ask(application, held)).status).toBe(401);
	},
);
