import { Agent } from 'node:https';
import type { Actor, ClientCertificate } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { giveCertificate, type Holder } from './support/given-certificate.ts';
import { type SelfSigned, selfSigned } from './support/self-signed.ts';
import { openTlsDoor, type TlsAnswer, type TlsCall, type TlsDoor } from './support/tls-door.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } },
	stranger: { userId: 'stranger', customerId: 'globex', domains: { main: grant } },
};
const TLS_VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

interface Client extends Holder {
	readonly oauthCredentials: string;
	readonly path: string;
	readonly identity: SelfSigned;
	readonly certificate: ClientCertificate;
}

const clock = manualClock();
let door: TlsDoor;
let host: EmbeddedHost;
beforeAll(async () => {
	door = await openTlsDoor();
	host = await startEmbeddedHost({
		actors,
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

/** An application with a certificate, and whoever holds both. */
async function add(user = 'admin', terms: Partial<ClientCertificate> = {}, subject = '/CN=EMM'): Promise<Client> {
	const path = '/v1/domains/main/client-applications';
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const { json } = await host.call(user, 'POST', path, { body });
	const { clientId, oauthCredentials } = json['credentials'] as { clientId: string; oauthCredentials: string };
	const holder = { customerId: actors[user]?.customerId ?? '', domainId: 'main', clientId };
	const identity = selfSigned(subject);
	const certificate = await giveCertificate(host.store, holder, identity, clock.now(), terms);
	return { ...holder, oauthCredentials, path: `${path}/${clientId}`, identity, certificate };
}

const ask = ({ clientId }: Holder, as: TlsCall['as'], more: Partial<TlsCall> = {}): Promise<TlsAnswer> =>
	door.call('/oauth2/token', { as, ...more, form: { grant_type: 'client_credentials', client_id: clientId } });
const tokenOf = async (client: Client): Promise<string> =>
	String((await ask(client, client.identity)).json['access_token']);
const api = (token: string, call: TlsCall = {}, path = '/api/devices:read'): Promise<TlsAnswer> =>
	door.call(path, { ...call, headers: { authorization: `Bearer ${token}` } });

async function refused(asking: Promise<TlsAnswer>, why: RegExp): Promise<void> {
	const { status, json, challenge } = await asking;
	expect([status, json['error']]).toEqual([401, 'invalid_client']);
	expect(json['error_description']).toMatch(why);
	expect(challenge).toMatch(/^Basic /);
}

describe.each(TLS_VERSIONS)('a certificate over %s (RFC 8705 §2)', (version) => {
	it('earns a token that opens the API over a connection of that certificate', async () => {
		const client = await add();
		const answer = await ask(client, client.identity, { version });
		expect([answer.status, answer.protocol]).toEqual([200, version]);
		expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'devices:read' });
		const token = String(answer.json['access_token']);
		expect(decodeJwt(token)).toMatchObject({
			client_id: client.clientId,
			certificate_id: client.certificate.certificateId,
			cnf: { 'x5t#S256': client.certificate.thumbprint },
		});
		expect(decodeJwt(token)).not.toHaveProperty('secret_id');
		for (const path of ['/api/devices:read', '/v1/client-applications/self']) {
			expect((await api(token, { as: client.identity, version }, path)).status).toBe(200);
		}
	});

	it('case 16: earns a token that opens nothing over any other connection', async () => {
		const [client, other] = [await add(), await add()];
		const token = await tokenOf(client);
		for (const as of [undefined, other.identity, selfSigned('/CN=EMM')]) {
			for (const path of ['/api/devices:read', '/v1/client-applications/self']) {
				const { status, challenge } = await api(token, { as, version }, path);
				expect([status, challenge]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
			}
		}
		// Without any TLS.
		const plainly = { headers: { authorization: `Bearer ${token}` } };
		expect((await host.call(undefined, 'GET', '/api/devices:read', plainly)).status).toBe(401);
	});

	it('is kept by a session that is resumed', async () => {
		const client = await add();
		const agent = new Agent({ keepAlive: false });
		const once = await ask(client, client.identity, { version, agent });
		const again = await ask(client, client.identity, { version, agent });
		expect([once.resumed, again.resumed]).toEqual([false, true]);
		expect([once.status, again.status]).toEqual([200, 200]);
		const token = String(once.json['access_token']);
		const call = await api(token, { as: client.identity, version, agent });
		expect([call.resumed, call.status]).toEqual([true, 200]);
	});
});

describe('a certificate opens nothing', () => {
	it('of another application, of another customer, or of nobody, though its subject be the same', async () => {
		const subject = '/O=acme/CN=EMM';
		const [client, other] = [await add('admin', {}, subject), await add('admin', {}, subject)];
		const stranger = await add('stranger', {}, subject);
		for (const { identity } of [other, stranger, { identity: selfSigned(subject) }]) {
			await refused(ask(client, identity), /credentials are wrong/);
		}
		expect((await ask(other, other.identity)).status).toBe(200);
	});

	it('without a connection that has it', async () => {
		const client = await add();
		await refused(ask(client, undefined), /authentication is missing/);
		const form = { grant_type: 'client_credentials', client_id: client.clientId };
		const headers = { 'content-type': 'application/x-www-form-urlencoded', 'client-cert': ':MAMCAQU=:' };
		const plainly = await host.call(undefined, 'POST', '/oauth2/token', {
			headers,
			body: new URLSearchParams(form).toString(),
		});
		expect([plainly.status, plainly.json['error']]).toEqual([401, 'invalid_client']);
	});

	it('without a client_id, nor with one that is none', async () => {
		const client = await add();
		const form = { grant_type: 'client_credentials' };
		await refused(door.call('/oauth2/token', { as: client.identity, form }), /authentication is missing/);
		await refused(door.call('/v1/oauth2/tokens', { as: client.identity, form: {} }), /authentication is missing/);
		for (const clientId of ['x', 'lk.acme.main.0000000000000000000000', `${client.clientId}x`]) {
			await refused(ask({ ...client, clientId }, client.identity), /credentials are wrong/);
		}
	});

	it('before it starts, nor from the instant at which it ends', async () => {
		const client = await add('admin', { notBefore: clock.now() + 1000 });
		await refused(ask(client, client.identity), /does not work yet/);
		clock.advance(999);
		await refused(ask(client, client.identity), /does not work yet/);
		clock.advance(1);
		expect((await ask(client, client.identity)).status).toBe(200);
		clock.set(client.certificate.expiresAt - 1001);
		const last = await ask(client, client.identity);
		expect([last.status, last.json['expires_in']]).toEqual([200, 1]);
		clock.advance(1001);
		// Gone from the application as soon as anything looks at it.
		await refused(ask(client, client.identity), /has expired|are wrong/);
		expect((await api(String(last.json['access_token']), { as: client.identity })).status).toBe(401);
	});

	it('when its overlap with a successor is over', async () => {
		const client = await add('admin', { overlapEndsAt: clock.now() + 5000 });
		clock.advance(4999);
		expect((await ask(client, client.identity)).status).toBe(200);
		clock.advance(1);
		await refused(ask(client, client.identity), /has expired|are wrong/);
	});

	it('case 14: of an application that is disabled or removed, nor do the tokens that it earned', async () => {
		for (const [method, body, why] of [
			['PATCH', { status: 'disabled' }, /is disabled/],
			['DELETE', undefined, /credentials are wrong/],
		] as const) {
			const client = await add();
			const token = await tokenOf(client);
			expect((await api(token, { as: client.identity })).status).toBe(200);
			await host.call('admin', method, client.path, body === undefined ? {} : { body });
			await refused(ask(client, client.identity), why);
			expect((await api(token, { as: client.identity })).status).toBe(401);
		}
	});

	it('from where its application may not come', async () => {
		const client = await add();
		await host.call('admin', 'PATCH', client.path, { body: { allowedAddresses: ['192.0.2.0/24'] } });
		await refused(ask(client, client.identity), /from this address/);
	});
});

describe('beside other ways to authenticate', () => {
	it('a secret authenticates, and its token is bound to nothing', async () => {
		const client = await add();
		const headers = { authorization: `Basic ${client.oauthCredentials}` };
		const [, secret = ''] = Buffer.from(client.oauthCredentials, 'base64').toString().split(':');
		const grantType = { grant_type: 'client_credentials' };
		const inForm = { ...grantType, client_id: client.clientId, client_secret: secret };
		for (const call of [{ headers, form: grantType }, { form: inForm }]) {
			const { json } = await door.call('/oauth2/token', { as: client.identity, ...call });
			const token = String(json['access_token']);
			expect(decodeJwt(token)).not.toHaveProperty('cnf');
			expect((await api(token)).status).toBe(200);
		}
		const wrong = { ...inForm, client_secret: `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}` };
		await refused(door.call('/oauth2/token', { as: client.identity, form: wrong }), /checksum|are wrong/);
	});

	it('it introspects, revokes and describes itself as a secret does, and is given no secret', async () => {
		const [client, stranger] = [await add(), await add('stranger')];
		const token = await tokenOf(client);
		const form = { client_id: client.clientId, token };
		const about = await door.call('/oauth2/introspect', { as: client.identity, form });
		expect(about.json).toMatchObject({ active: true, cnf: { 'x5t#S256': client.certificate.thumbprint } });
		// Case 13: of another customer's tokens nothing is told.
		const foreign = { client_id: stranger.clientId, token };
		expect((await door.call('/oauth2/introspect', { as: stranger.identity, form: foreign })).json).toEqual({
			active: false,
		});
		const self = `/v1/client-applications/self?client_id=${client.clientId}`;
		expect((await door.call(self, { as: client.identity })).json).toMatchObject({ clientId: client.clientId });
		expect((await door.call(self)).status).toBe(401);
		expect((await door.call(self, { as: stranger.identity })).status).toBe(401);
		const secrets = await door.call(`/v1/client-applications/self/secrets?client_id=${client.clientId}`, {
			as: client.identity,
			body: {},
		});
		expect(secrets.status).toBe(401);
		expect((await door.call('/oauth2/revoke', { as: client.identity, form })).status).toBe(200);
		expect((await api(token, { as: client.identity })).status).toBe(401);
	});
});

it('its first use is told of, and its use is counted', async () => {
	const client = await add();
	await tokenOf(client);
	await tokenOf(client);
	await host.flushUsage();
	await expect
		.poll(() => host.events.filter(({ clientId }) => clientId === client.clientId))
		.toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					type: 'client_certificate.adopted',
					data: expect.objectContaining({ certificateId: client.certificate.certificateId }),
				}),
			]),
		);
	const [usage] = await host.store.usage.find(client, [client.clientId]);
	expect(usage).toMatchObject({ credentialId: client.certificate.certificateId, tokensIssued: 2 });
});

it('case 25: wrong certificates are counted as wrong secrets are, and lock nobody out who has the right one', async () => {
	const client = await add();
	const statuses: number[] = [];
	for (let tries = 0; tries < 50 && statuses.at(-1) !== 429; tries++) {
		statuses.push((await ask(client, undefined)).status, (await ask(client, selfSigned('/CN=EMM'))).status);
	}
	expect(statuses.at(-1)).toBe(429);
	expect((await ask(client, client.identity)).status).toBe(200);
});
