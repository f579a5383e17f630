import type { Actor } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
const open = async (token: unknown, as: TlsCall['as']): Promise<boolean> =>
	(await door.call('/api/devices:read', { as, headers: { authorization: `Bearer ${String(token)}` } })).status === 200;

describe('a certificate that was made here, over TLS', () => {
	it('earns tokens as PKCS#12 and as PEM, which die with it and with no other', async () => {
		const application = await add();
		const file = await certificate(application, { format: 'pkcs12' });
		const pem = await certificate(application, { format: 'pem', keyType: 'p-256' });
		const clients = [
			[{ pfx: Buffer.from(file.pkcs12, 'base64'), passphrase: file.password }, file],
			[{ cert: pem.pem, key: pem.privateKey }, pem],
		] as const;
		const tokens: unknown[] = [];
		for (const [as, { certificateId, thumbprint }] of clients) {
			const { status, json } = await ask(application, as);
			expect(status).toBe(200);
			const token = json['access_token'];
			expect(decodeJwt(String(token))).toMatchObject({
				certificate_id: certificateId,
				cnf: { 'x5t#S256': thumbprint },
			});
			expect(await open(token, as)).toBe(true);
			tokens.push(token);
		}
		const path = `${application.path}/certificates/${file.certificateId}`;
		expect((await host.call('admin', 'DELETE', path)).status).toBe(204);
		const [byFile, byPem] = clients;
		expect([await open(tokens[0], byFile[0]), await open(tokens[1], byPem[0])]).toEqual([false, true]);
		expect([(await ask(application, byFile[0])).status, (await ask(application, byPem[0])).status]).toEqual([401, 200]);
	});

	it.runIf(hasOpenssl)('renews itself by nothing but itself, and the next one descends from it', async () => {
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
	});
});
