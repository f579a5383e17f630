import { execFileSync } from 'node:child_process';
import type { Actor } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { decodeJwt } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { sharedPlace } from './support/place.ts';
import { selfSigned } from './support/self-signed.ts';
import {
	type Identity,
	openTlsDoor,
	type Pkcs12,
	type TlsAnswer,
	type TlsCall,
	type TlsDoor,
} from './support/tls-door.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } },
	stranger: { userId: 'stranger', customerId: 'globex', domains: { main: grant } },
};
const PATH = '/v1/domains/main/client-applications';

interface Process {
	readonly host: EmbeddedHost;
	readonly door: TlsDoor;
}

/** Processes on one store, each behind TLS. */
async function start(count: number, clock = manualClock(Date.now())): Promise<readonly Process[]> {
	const place = sharedPlace();
	const processes: Process[] = [];
	for (let started = 0; started < count; started++) {
		const [first] = processes;
		const door = await openTlsDoor();
		const keys = first === undefined ? {} : { keyEncryption: first.host.keyEncryption };
		const adapter = { mutualTls: {} };
		const host = await startEmbeddedHost({ actors, place, clock, adapter, mount: door.serve, ...keys });
		onTestFinished(async () => {
			await host.close();
			await door.close();
		});
		processes.push({ host, door });
	}
	return processes;
}

interface Client {
	readonly clientId: string;
	readonly path: string;
}

async function add({ host }: Process, user = 'admin'): Promise<Client> {
	const { json } = await host.call(user, 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
	return { clientId: String(json['clientId']), path: `${PATH}/${String(json['clientId'])}` };
}

interface Certified {
	readonly certificateId: string;
	readonly thumbprint: string;
	readonly identity: Identity | Pkcs12;
}

/** A certificate by one of the ways to get one; `key` is what its holder has already. */
async function certify(
	{ host }: Process,
	{ path }: Client,
	body: object,
	key = '',
	user = 'admin',
): Promise<Certified> {
	const { status, json, text } = await host.call(user, 'POST', `${path}/certificates`, { body });
	if (status !== 201) throw new Error(`no certificate: ${status} ${text}`);
	const { certificateId, thumbprint, pem, privateKey = key, pkcs12, password } = json as Record<string, string>;
	const file = pkcs12 === undefined ? undefined : { pfx: Buffer.from(pkcs12, 'base64'), passphrase: password ?? '' };
	return {
		...{ certificateId: certificateId ?? '', thumbprint: thumbprint ?? '' },
		identity: file ?? { cert: pem ?? '', key: privateKey },
	};
}

/** A request of openssl's, PEM, and the key that stays. */
function signingRequest(...algorithm: readonly string[]): { readonly request: string; readonly key: string } {
	const both = execFileSync(
		'openssl',
		['req', '-new', '-newkey', ...algorithm, '-noenc', '-keyout', '-', '-subj', '/CN=emm'],
		{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
	);
	const begin = both.indexOf('-----BEGIN CERTIFICATE REQUEST-----');
	return { key: both.slice(0, begin), request: both.slice(begin) };
}

const ask = ({ door }: Process, { clientId }: Client, as: Identity | Pkcs12, more: TlsCall = {}): Promise<TlsAnswer> =>
	door.call('/oauth2/token', { as, ...more, form: { grant_type: 'client_credentials', client_id: clientId } });
const api = ({ door }: Process, token: string, as?: Identity | Pkcs12): Promise<TlsAnswer> =>
	door.call('/api/devices:read', { as, headers: { authorization: `Bearer ${token}` } });

async function tokenOf(process: Process, client: Client, { identity }: Certified): Promise<string> {
	return String((await ask(process, client, identity)).json['access_token']);
}

const rsa = signingRequest('rsa:2048');
const ec = signingRequest('ec', '-pkeyopt', 'ec_paramgen_curve:P-384');
const own = selfSigned('/CN=EMM');

describe('a certificate of an application', () => {
	it.each<[string, object, string?]>([
		['issued with an RSA key', { format: 'pem' }],
		['issued with a P-256 key', { format: 'pem', keyType: 'p-256' }],
		['issued as PKCS#12', { format: 'pkcs12', password: 'correct horse battery' }],
		['signed for an RSA key of openssl’s', { request: rsa.request }, rsa.key],
		['signed for a P-384 key of openssl’s', { request: ec.request }, ec.key],
		['that signed itself', { certificate: own.cert }, own.key],
	])('%s earns tokens that are bound to it, over TLS 1.2 and 1.3', async (_, body, key) => {
		const [process] = await start(1);
		if (process === undefined) throw new Error('no process');
		const client = await add(process);
		const { identity, certificateId, thumbprint } = await certify(process, client, body, key);
		for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
			const { json, protocol } = await ask(process, client, identity, { version });
			expect([protocol, json['error_description']]).toEqual([version, undefined]);
			const token = String(json['access_token']);
			expect(decodeJwt(token)).toMatchObject({ certificate_id: certificateId, cnf: { 'x5t#S256': thumbprint } });
			expect([(await api(process, token, identity)).status, (await api(process, token)).status]).toEqual([200, 401]);
		}
	});

	it('case 14: revoked, it is dead at once here and within a second elsewhere, with its tokens and no others', async () => {
		const clock = manualClock(Date.now());
		const [here, there] = await start(2, clock);
		if (here === undefined || there === undefined) throw new Error('no process');
		const client = await add(here);
		const [first, second] = [
			await certify(here, client, { format: 'pem', keyType: 'p-256' }),
			await certify(here, client, { format: 'pem', keyType: 'p-256' }),
		];
		const [dead, alive] = [await tokenOf(here, client, first), await tokenOf(there, client, second)];
		expect((await api(there, dead, first.identity)).status).toBe(200);
		const revoked = await here.host.call('admin', 'DELETE', `${client.path}/certificates/${first.certificateId}`);
		expect(revoked.status).toBe(204);
		expect((await api(here, dead, first.identity)).status).toBe(401);
		for (const process of [here, there]) expect((await ask(process, client, first.identity)).status).toBe(401);
		clock.advance(1001);
		expect((await api(there, dead, first.identity)).status).toBe(401);
		for (const process of [here, there]) {
			expect((await api(process, alive, second.identity)).status).toBe(200);
			expect((await ask(process, client, second.identity)).status).toBe(200);
		}
	});

	it('works beside its successor for the overlap, each with tokens of its own', async () => {
		const clock = manualClock(Date.now());
		const [process] = await start(1, clock);
		if (process === undefined) throw new Error('no process');
		const client = await add(process);
		const earlier = await certify(process, client, { format: 'pem', keyType: 'p-256' });
		const later = await certify(process, client, { format: 'pem', keyType: 'p-256', overlap: 60 });
		const [byEarlier, byLater] = [await tokenOf(process, client, earlier), await tokenOf(process, client, later)];
		expect((await api(process, byEarlier, later.identity)).status).toBe(401);
		expect((await api(process, byLater, earlier.identity)).status).toBe(401);
		clock.advance(59_999);
		expect((await ask(process, client, earlier.identity)).status).toBe(200);
		clock.advance(1);
		expect((await ask(process, client, earlier.identity)).status).toBe(401);
		expect((await ask(process, client, later.identity)).status).toBe(200);
		// An ordinary renewal leaves issued tokens alone, as a rotation does.
		expect((await api(process, byEarlier, earlier.identity)).status).toBe(200);
	});

	it('renews itself, for a key that nobody else has had (by no token, nor for anybody else)', async () => {
		const [process] = await start(1);
		if (process === undefined) throw new Error('no process');
		const [client, other] = [await add(process), await add(process)];
		const { identity, certificateId } = await certify(process, client, { format: 'pem', keyType: 'p-256' });
		const { request, key } = signingRequest('ec', '-pkeyopt', 'ec_paramgen_curve:P-256');
		const renew = (clientId: string, call: TlsCall): Promise<TlsAnswer> =>
			process.door.call(`/v1/client-applications/self/certificates?client_id=${clientId}`, {
				...{ body: { request }, ...call },
			});
		const token = String((await ask(process, client, identity)).json['access_token']);
		for (const [clientId, call] of [
			[client.clientId, {}],
			[client.clientId, { as: identity, headers: { authorization: `Bearer ${token}` } }],
			[other.clientId, { as: identity }],
		] as const) {
			expect((await renew(clientId, call)).status).toBe(401);
		}
		const { status, json } = await renew(client.clientId, { as: identity });
		expect([status, json['parentId'], json['origin']]).toEqual([201, certificateId, 'signed_request']);
		const renewed = { cert: String(json['pem']), key };
		expect((await ask(process, client, renewed)).status).toBe(200);
		expect((await ask(process, client, identity)).status).toBe(200);
	});

	it('proves nobody else: not another application of its customer, nor of another customer', async () => {
		const [process] = await start(1);
		if (process === undefined) throw new Error('no process');
		const [client, sibling, foreign] = [await add(process), await add(process), await add(process, 'stranger')];
		const terms = { format: 'pem', keyType: 'p-256' };
		const [ours, theirs] = [
			await certify(process, sibling, terms),
			await certify(process, foreign, terms, '', 'stranger'),
		];
		for (const { identity } of [ours, theirs]) {
			const { status, json } = await ask(process, client, identity);
			expect([status, json['error'], json['error_description']]).toEqual([
				...[401, 'invalid_client', 'the client credentials are wrong'],
			]);
		}
		expect((await ask(process, sibling, ours.identity)).status).toBe(200);
	});
});
