import { randomBytes, X509Certificate } from 'node:crypto';
import { type CertificateAuthority, createLatchkey, localKeyEncryption } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { beforeEach, describe, expect, it } from 'vitest';
import {
	type Application,
	AUTHORITY,
	actors,
	type Certificate,
	type CertifiedHost,
	P256,
	startCertifiedHost,
} from './support/certified-host.ts';
import { startEmbeddedHost } from './support/embedded-host.ts';
import { hasOpenssl } from './support/openssl.ts';

const APPLICATIONS = '/v1/domains/main/client-applications';
const DAY_MS = 86_400_000;

let at: CertifiedHost;
beforeEach(async () => {
	at = await startCertifiedHost();
});

describe('the life of certificates', () => {
	const list = async ({ path }: Application): Promise<readonly Certificate[]> =>
		(await at.host.call('admin', 'GET', `${path}/certificates`)).json['items'] as Certificate[];

	it('overlaps when one is renewed, as long as it is told, or as the rules have it', async () => {
		const application = await at.add();
		const first = await at.certificate(application, { format: 'pem', keyType: 'p-256', validity: 30 * 86_400 });
		expect(Date.parse(first.expiresAt)).toBe(Math.floor((at.clock.now() + 30 * DAY_MS) / 1000) * 1000);
		const second = await at.certificate(application, { format: 'pem', keyType: 'p-256', overlap: 3600 });
		expect(Date.parse(second.expiresAt) - at.clock.now(), 'as long a life').toBeGreaterThan(29 * DAY_MS);
		expect(await list(application)).toMatchObject([
			{ certificateId: first.certificateId, overlapEndsAt: new Date(at.clock.now() + 3_600_000).toISOString() },
			{ certificateId: second.certificateId, overlapEndsAt: null },
		]);
		const shown = await at.host.call('admin', 'GET', application.path);
		expect(shown.json['certificates']).toMatchObject([{ certificateId: first.certificateId }, {}]);
		expect(shown.text).not.toContain('BEGIN');
		at.clock.advance(3_600_000);
		expect((await list(application)).map(({ certificateId }) => certificateId)).toEqual([second.certificateId]);
	});

	it('keeps within the longest lifetime of the domain', async () => {
		const rules = { showOnce: false, maxLifetime: 10 * 86_400 };
		expect((await at.host.call('admin', 'PUT', '/v1/domains/main/policy', { body: rules })).status).toBe(200);
		const application = await at.add();
		const body = { format: 'pem', keyType: 'p-256' };
		expect((await at.send('admin', application, { ...body, validity: 11 * 86_400 })).status).toBe(400);
		const issued = await at.certificate(application, body);
		expect(new X509Certificate(issued.pem).validToDate.getTime()).toBeLessThanOrEqual(at.clock.now() + 10 * DAY_MS);
	});

	it('holds five at most, and a key once in a domain', async () => {
		const [application, other] = [await at.add(), await at.add()];
		for (let count = 0; count < 5; count++) await at.certificate(application, { format: 'pem', keyType: 'p-256' });
		const refused = await at.send('admin', application, { format: 'pem', keyType: 'p-256' });
		expect(refused.json).toMatchObject({ status: 409, type: 'urn:latchkey:problem:too-many-certificates', limit: 5 });
		expect((await at.send('admin', other, { format: 'pem', keyType: 'p-256' })).status).toBe(201);
	});

	it.runIf(hasOpenssl)(
		'answers the same request with the same certificate, and another application with none',
		async () => {
			const [application, other] = [await at.add(), await at.add()];
			const asked = at.request(...P256);
			const signed = await at.certificate(application, { request: asked });
			const again = await at.certificate(application, { request: asked });
			expect(again).toEqual(signed);
			expect((await at.send('admin', other, { request: asked })).json).toMatchObject({
				status: 409,
				type: 'urn:latchkey:problem:key-in-use',
			});
			// Once it is superseded, who asks wants a newer one: for another key.
			await at.certificate(application, { format: 'pem', keyType: 'p-256' });
			expect((await at.send('admin', application, { request: asked })).status).toBe(409);
		},
	);

	it.runIf(hasOpenssl)('is renewed by the integration itself, by its credentials and by no token', async () => {
		const application = await at.add();
		const self = '/v1/client-applications/self/certificates';
		const asked = at.request(...P256);
		const by = (authorization: string, body: object = { request: asked }) =>
			at.host.call(undefined, 'POST', self, { headers: { authorization }, body });
		const basic = `Basic ${application.oauthCredentials}`;
		const answer = await by(basic);
		expect(answer.status).toBe(201);
		expect(answer.headers.get('cache-control')).toContain('no-store');
		const { secrets } = (await at.host.call('admin', 'GET', application.path)).json as {
			secrets: [{ secretId: string }];
		};
		expect(answer.json).toMatchObject({ origin: 'signed_request', parentId: secrets[0].secretId });
		expect((await by(basic)).json).toEqual(answer.json);
		const { json } = await at.host.call(undefined, 'POST', '/v1/oauth2/tokens', { headers: { authorization: basic } });
		expect((await by(`Bearer ${String(json['access_token'])}`)).status).toBe(401);
		expect((await by(basic, { request: asked, validity: 86_400 * 800 })).status).toBe(400);
		// Whoever stole the secret may have been the one that asked.
		const path = `${application.path}/secrets/${secrets[0].secretId}?leaked=true`;
		expect((await at.host.call('admin', 'DELETE', path)).status).toBe(204);
		expect(await list(application)).toEqual([]);
	});

	it('tells of all of it by events, and of no key', async () => {
		const application = await at.add();
		const issued = await at.certificate(application, { format: 'pkcs12', password: 'a password to be kept' });
		expect((await at.host.call('admin', 'DELETE', application.path)).status).toBe(204);
		const told = () => at.host.events.filter(({ type }) => type.startsWith('client_certificate'));
		await expect
			.poll(() => told().map(({ type }) => type))
			.toEqual(['client_certificate.added', 'client_certificate.revoked']);
		expect(told()[1]?.data).toMatchObject({ serialNumber: issued.serialNumber, reason: 'cessation_of_operation' });
		const [stored] = await Promise.all([
			at.host.store.applications.find({ customerId: 'acme', domainId: 'main' }, application.clientId),
		]);
		for (const secret of ['PRIVATE KEY', issued.password, issued.pkcs12.slice(100, 160)]) {
			expect(JSON.stringify([at.host.events, at.host.logger.lines, stored])).not.toContain(secret);
		}
	});
});

describe('who may have a certificate', () => {
	it('nobody who may not grant what the application holds; and what was refused is on record', async () => {
		const application = await at.add('admin', ['devices:read', 'devices:write']);
		for (const body of [{ format: 'pem' }, { format: 'pkcs12' }, { request: 'x' }, { certificate: 'x' }]) {
			const answer = await at.send('junior', application, body);
			expect(answer.status, JSON.stringify(body)).toBe(403);
			expect(answer.json).toMatchObject({ privileges: ['devices:write'] });
		}
		expect(
			(await at.host.store.applications.find({ customerId: 'acme', domainId: 'main' }, application.clientId))
				?.certificates,
		).toEqual([]);
		await at.host.flushUsage();
		const audit = await at.host.call('admin', 'GET', '/v1/domains/main/audit?type=access.refused');
		expect(audit.text).toContain('certificates.issue');
	});

	it('answers that hold a key are kept nowhere', async () => {
		const answer = await at.send('admin', await at.add(), { format: 'pem', keyType: 'p-256' });
		expect(answer.headers.get('cache-control')).toContain('no-store');
	});

	it.each([
		[{ format: 'pem', request: 'x' }, 'format'],
		[{}, 'format'],
		[{ format: 'pem', password: 'long enough to be one' }, 'password'],
		[{ format: 'pkcs12', password: 'too short' }, 'password'],
		[{ format: 'pkcs12', password: 'not printable: \u00e4\u00f6\u00fc' }, 'password'],
		[{ format: 'pkcs12', keyType: 'p-256' }, 'keyType'],
		[{ request: 'x', keyType: 'p-256' }, 'keyType'],
		[{ certificate: 'x', validity: 86_400 }, 'validity'],
		[{ format: 'pem', validity: 826 * 86_400 }, 'validity'],
		[{ format: 'pem', validity: 60 }, 'validity'],
		[{ format: 'pem', overlap: 91 * 86_400 }, 'overlap'],
		[{ request: 'x'.repeat(24_577) }, 'request'],
	])('refuses %j, naming %s', async (body, member) => {
		const answer = await at.send('admin', await at.add(), body);
		expect(answer.status).toBe(400);
		expect(answer.json['issues']).toContainEqual(expect.objectContaining({ path: [member] }));
	});
});

describe('the authority of a customer', () => {
	it('is made once, also by two processes at the same time, and is told to anybody', async () => {
		const another = await startEmbeddedHost({
			actors,
			clock: at.clock,
			store: at.host.store,
			keyEncryption: at.host.keyEncryption,
		});
		const [one, two] = [await at.add(), await at.add()];
		const made = await Promise.all([
			at.send('admin', one, { format: 'pem', keyType: 'p-256' }),
			another.call('admin', 'POST', `${two.path}/certificates`, { body: { format: 'pem', keyType: 'p-256' } }),
		]);
		expect(new Set(made.map(({ json }) => json['chain'])).size).toBe(1);
		expect(await at.host.store.certificateAuthorities.list('acme')).toHaveLength(1);
		for (const { json } of made) {
			const leaf = new X509Certificate(String(json['pem']));
			const authority = new X509Certificate(String(json['chain']));
			expect(leaf.checkIssued(authority) && leaf.verify(authority.publicKey)).toBe(true);
		}
		const answer = await fetch(`${at.host.baseUrl}${AUTHORITY}.pem`);
		expect(answer.headers.get('content-type')).toBe('application/pem-certificate-chain');
		expect(await answer.text()).toBe(made[0]?.json['chain']);
	});

	it('is followed by another before a certificate could outlive it, and both are told', async () => {
		const application = await at.add();
		const first = await at.certificate(application, { format: 'pem', keyType: 'p-256', validity: 86_400 });
		at.clock.advance(3653 * DAY_MS - 825 * DAY_MS);
		const second = await at.certificate(application, { format: 'pem', keyType: 'p-256', validity: 825 * 86_400 });
		expect(second.chain).not.toBe(first.chain);
		expect(new X509Certificate(second.chain).validToDate.getTime()).toBeGreaterThan(Date.parse(second.expiresAt));
		expect((await at.bytes(`${AUTHORITY}.pem`)).toString()).toBe(second.chain + first.chain);
		expect(await at.bytes(`${AUTHORITY}.crl?generation=1`)).not.toEqual(
			await at.bytes(`${AUTHORITY}.crl?generation=2`),
		);
		expect(await at.bytes(`${AUTHORITY}.crl`)).toEqual(await at.bytes(`${AUTHORITY}.crl?generation=2`));
	});

	it.each([
		'/v1/customers/globex/certificate-authority.pem',
		'/v1/customers/globex/certificate-authority.crl',
		'/v1/customers/acme/certificate-authority.crl?generation=2',
		'/v1/customers/acme/certificate-authority.crl?generation=1&generation=1',
		'/v1/customers/acme/certificate-authority.crl?generation=$ne',
		'/v1/customers/..%2Facme/certificate-authority.pem',
	])('is not found at %s', async (path) => {
		await at.certificate(await at.add(), { format: 'pem', keyType: 'p-256' });
		const answer = await fetch(at.host.baseUrl + path);
		expect(answer.status).toBe(404);
		expect(answer.headers.get('content-type')).toBe('application/problem+json');
	});

	it('is wrapped anew with all other keys, and looked at with them', async () => {
		const keys = { k1: randomBytes(32), k2: randomBytes(32) };
		const before = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: keys.k1 } });
		const host = await startEmbeddedHost({ actors, keyEncryption: before });
		const body = { format: 'pem', keyType: 'p-256' };
		const added = await host.call('admin', 'POST', APPLICATIONS, { body: { name: 'EMM' } });
		const path = `${APPLICATIONS}/${String(added.json['clientId'])}/certificates`;
		const first = await host.call('admin', 'POST', path, { body });
		const { store } = host;
		const after = createLatchkey({
			...nodeRuntime(),
			store,
			keyEncryption: localKeyEncryption({ currentKeyId: 'k2', keys }),
			privileges: [],
			tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		});
		const [found] = await store.certificateAuthorities.list('acme');
		expect(found?.wrapped.keyEncryptionKeyId).toBe('k1');
		const { wrappedBy } = await after.inspectKeys();
		const count = wrappedBy.find(({ keyEncryptionKeyId }) => keyEncryptionKeyId === 'k1')?.keys ?? 0;
		expect(await after.rekey()).toBe(count);
		expect(await after.inspectKeys()).toMatchObject({
			wrappedBy: [{ keyEncryptionKeyId: 'k2', keys: count }],
			unreadableCount: 0,
		});
		const [authority] = await store.certificateAuthorities.list('acme');
		expect(authority?.wrapped.keyEncryptionKeyId).toBe('k2');
		expect(await after.certificateAuthorities.certificates('acme')).toBe(first.json['chain']);
		expect(await after.certificateAuthorities.revocationList('acme')).toBeInstanceOf(Uint8Array);
		await store.transfer.write('certificateAuthorities', [
			{ ...authority, wrapped: { keyEncryptionKeyId: 'k2', ciphertext: 'AA' } } as CertificateAuthority,
		]);
		expect((await after.inspectKeys()).unreadable).toMatchObject([
			{ what: 'key of certificate authority 1 of customer acme' },
		]);
		await host.close();
	});

	it('opens nowhere but in its place, and is destroyed with its customer', async () => {
		const [application, foreign] = [await at.add(), await at.add('foreigner')];
		await at.certificate(application, { format: 'pem', keyType: 'p-256' });
		await at.send('foreigner', foreign, { format: 'pem', keyType: 'p-256' });
		const [own] = await at.host.store.certificateAuthorities.list('acme');
		const [theirs] = await at.host.store.certificateAuthorities.list('globex');
		if (own === undefined || theirs === undefined) throw new Error('both must have one');
		await at.host.store.transfer.write('certificateAuthorities', [{ ...own, wrapped: theirs.wrapped }]);
		expect((await at.send('admin', application, { format: 'pem', keyType: 'p-256' })).status).toBe(500);
		await at.host.store.transfer.write('certificateAuthorities', [{ ...own, certificate: theirs.certificate }]);
		expect((await at.send('admin', application, { format: 'pem', keyType: 'p-256' })).status).toBe(500);
		await at.host.store.transfer.write('certificateAuthorities', [own]);
		await at.host.latchkey.offboarding.removeCustomer('acme');
		expect(await at.host.store.certificateAuthorities.list('acme')).toEqual([]);
		await expect.poll(() => at.host.store.outbox.pending(1)).toEqual([]);
		expect(await at.host.store.revokedCertificates.list(own, undefined, 10)).toEqual([]);
		expect(await at.host.store.certificateAuthorities.list('globex')).toHaveLength(1);
	});
});
