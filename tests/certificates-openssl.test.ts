import { createHash, X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
	AUTHORITY,
	type Certificate,
	type CertifiedHost,
	P256,
	P384,
	RSA,
	startCertifiedHost,
} from './support/certified-host.ts';
import { handshake } from './support/client-handshake.ts';
import { hasOpenssl } from './support/openssl.ts';

const DAY_MS = 86_400_000;

let at: CertifiedHost;
beforeEach(async () => {
	at = await startCertifiedHost();
});

async function writeAuthority(): Promise<void> {
	const crl = await at.bytes(`${AUTHORITY}.crl`);
	at.openssl.write('ca.pem', await at.bytes(`${AUTHORITY}.pem`));
	at.openssl.write('crl.der', crl);
	at.openssl.run('crl', '-inform', 'DER', '-in', 'crl.der', '-out', 'crl.pem');
}

/** By openssl, with the list of revoked ones. */
async function verified(pem: string): Promise<{ readonly ok: boolean; readonly says: string }> {
	await writeAuthority();
	at.openssl.write('leaf.pem', pem);
	return at.openssl.tries(
		...['verify', '-x509_strict', '-crl_check', '-CRLfile', 'crl.pem', '-CAfile', 'ca.pem', '-purpose', 'sslclient'],
		'leaf.pem',
	);
}

describe.skipIf(!hasOpenssl)('certificates, as openssl sees them', () => {
	it.each([
		['rsa-2048', /Public-Key: \(2048 bit\)/],
		['p-256', /NIST CURVE: P-256/],
	])(
		'a PEM for %s: chain, purpose and key are as they should be, and the list knows it as revoked after',
		async (keyType, key) => {
			const application = await at.add();
			const issued = await at.certificate(application, { format: 'pem', keyType });
			expect((await verified(issued.pem)).says).toBe('leaf.pem: OK\n');
			const text = at.openssl.run('x509', '-in', 'leaf.pem', '-noout', '-text');
			for (const said of [
				key,
				/Issuer: O = acme, CN = Client certificate authority 1/,
				new RegExp(`Subject: O = acme, OU = main, CN = ${application.clientId}`),
				/CA:FALSE/,
				/TLS Web Client Authentication\n/,
				new RegExp(`URI:urn:latchkey:client:${application.clientId}`),
				/URI:https:\/\/issuer\.example\/v1\/customers\/acme\/certificate-authority\.crl\?generation=1/,
				/sha256WithRSAEncryption/,
			]) {
				expect(text).toMatch(said);
			}
			at.openssl.write('key.pem', issued.privateKey);
			const ofKey = at.openssl.run('pkey', '-in', 'key.pem', '-pubout');
			expect(at.openssl.run('x509', '-in', 'leaf.pem', '-noout', '-pubkey')).toBe(ofKey);
			const authority = at.openssl.run('x509', '-in', 'ca.pem', '-noout', '-text');
			for (const said of [/CA:TRUE, pathlen:0/, /Certificate Sign, CRL Sign/, /Public-Key: \(3072 bit\)/]) {
				expect(authority).toMatch(said);
			}

			const path = `${application.path}/certificates/${issued.certificateId}?leaked=true`;
			expect((await at.host.call('admin', 'DELETE', path)).status).toBe(204);
			await expect
				.poll(() => at.host.store.revokedCertificates.list({ customerId: 'acme', generation: 1 }, undefined, 10))
				.toHaveLength(1);
			expect((await verified(issued.pem)).ok, 'the list is a minute old at most').toBe(true);
			at.clock.advance(60_000);
			expect((await verified(issued.pem)).says).toContain('certificate revoked');
			const list = at.openssl.run('crl', '-in', 'crl.pem', '-noout', '-text', '-CAfile', 'ca.pem');
			expect(list).toContain('Key Compromise');
			expect(list).toContain(issued.serialNumber.toUpperCase());
		},
	);

	it.each([
		['given', 'correct horse battery "staple" $'],
		['made here', undefined],
	])(
		'a PKCS#12 whose password was %s opens without -legacy, by AES and SHA-256, and with no other password',
		async (_, given) => {
			const issued = await at.certificate(await at.add(), {
				format: 'pkcs12',
				...(given === undefined ? {} : { password: given }),
			});
			expect(issued.password).toMatch(given === undefined ? /^[0-9A-Za-z]{24}$/ : /^correct/);
			expect(issued).not.toHaveProperty('privateKey');
			at.openssl.write('client.p12', Buffer.from(issued.pkcs12, 'base64'));
			const opened = at.openssl.tries(
				'pkcs12',
				'-in',
				'client.p12',
				'-passin',
				`pass:${issued.password}`,
				'-nodes',
				'-info',
			);
			expect(opened.ok, opened.says).toBe(true);
			expect(opened.says).toContain('PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256');
			expect(opened.says.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
			expect(opened.says).toContain('BEGIN PRIVATE KEY');
			expect(at.openssl.tries('pkcs12', '-in', 'client.p12', '-passin', 'pass:another password', '-nodes').ok).toBe(
				false,
			);
		},
	);

	it.each([
		['RSA', RSA, /2048 bit/],
		['P-256', P256, /P-256/],
		['P-384', P384, /P-384/],
	])(
		'a request of openssl for a key of %s comes back signed for its key, and nothing else of what it says',
		async (_, options, key) => {
			const application = await at.add();
			const signed = await at.certificate(application, { request: at.request(...options) });
			expect(signed).not.toHaveProperty('privateKey');
			expect((await verified(signed.pem)).says).toBe('leaf.pem: OK\n');
			const text = at.openssl.run('x509', '-in', 'leaf.pem', '-noout', '-text');
			expect(text).toMatch(key);
			expect(text).not.toContain('globex');
			expect(at.openssl.run('x509', '-in', 'leaf.pem', '-noout', '-pubkey')).toBe(
				at.openssl.run('pkey', '-in', 'key.pem', '-pubout'),
			);
		},
	);

	it('a request that proves nothing, is of a weak key, or is none comes back with nothing', async () => {
		const application = await at.add();
		const der = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
		const good = der(at.request(...RSA));
		const broken = Buffer.from(good);
		broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
		const otherKey = Buffer.from(good);
		// Within the modulus: the key is another one, which nobody has proven to hold.
		const within = otherKey.indexOf(Buffer.from('0282010100', 'hex')) + 40;
		otherKey[within] = (otherKey[within] ?? 0) ^ 1;
		const refused: Record<string, string> = {
			'a broken signature': broken.toString('base64'),
			'the key of somebody else': otherKey.toString('base64'),
			'RSA of 1024 bits': at.request('-newkey', 'rsa:1024'),
			'RSA of 4104 bits': at.request('-newkey', 'rsa:4104'),
			'a signature by SHA-1': at.request(...RSA, '-sha1'),
			'P-521': at.request('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521'),
			secp256k1: at.request('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1'),
			Ed25519: at.request('-newkey', 'ed25519'),
			'a certificate': (await at.certificate(application, { format: 'pem', keyType: 'p-256' })).pem,
			'no PEM': 'hello',
			'no DER': Buffer.from('hello').toString('base64'),
			'too much of it': Buffer.concat([good, Buffer.alloc(16_384)]).toString('base64'),
		};
		for (const [what, asked] of Object.entries(refused)) {
			const answer = await at.send('admin', application, { request: asked });
			expect(answer.status, what).toBe(400);
			expect(answer.json['issues'], what).toMatchObject([{ path: ['request'] }]);
		}
		expect((await at.send('admin', application, { request: good.toString('base64') })).status, 'as DER').toBe(201);
	});

	it('a certificate that signed itself is registered by its thumbprint, and no other is', async () => {
		const application = await at.add();
		at.openssl.run(
			'req',
			'-x509',
			'-nodes',
			'-days',
			'30',
			'-subj',
			'/CN=own',
			...P256,
			'-keyout',
			'k.pem',
			'-out',
			'own.pem',
		);
		const own = at.openssl.read('own.pem');
		const registered = await at.certificate(application, { certificate: own });
		const { raw } = new X509Certificate(own);
		expect(registered).toMatchObject({
			origin: 'registered',
			subject: 'CN=own',
			thumbprint: createHash('sha256').update(raw).digest('base64url'),
			expiresAt: new X509Certificate(own).validToDate.toISOString(),
		});
		expect(registered).not.toHaveProperty('chain');
		const issued = await at.certificate(application, { format: 'pem', keyType: 'p-256' });
		for (const other of [issued.pem, issued.pem.replace('M', 'N'), at.request(...P256)]) {
			const answer = await at.send('admin', application, { certificate: other });
			expect(answer.status, answer.text).toBe(400);
		}
		at.clock.advance(31 * DAY_MS);
		at.openssl.run(
			'req',
			'-x509',
			'-nodes',
			'-days',
			'30',
			'-subj',
			'/CN=late',
			...P256,
			'-keyout',
			'k.pem',
			'-out',
			'late.pem',
		);
		expect((await at.send('admin', application, { certificate: at.openssl.read('late.pem') })).status, 'expired').toBe(
			400,
		);
	});
});

describe('certificates, in a real handshake', () => {
	it.each(['TLSv1.2', 'TLSv1.3'] as const)(
		'PEM and PKCS#12 are taken by %s, and the server sees whose they are',
		async (version) => {
			const application = await at.add();
			const pem = await at.certificate(application, { format: 'pem', keyType: 'p-256' });
			const file = await at.certificate(application, { format: 'pkcs12' });
			const server = { cert: pem.pem, key: pem.privateKey, ca: pem.chain };
			const clients = [
				[{ cert: pem.pem, key: pem.privateKey }, pem.thumbprint],
				[{ pfx: Buffer.from(file.pkcs12, 'base64'), passphrase: file.password }, file.thumbprint],
			] as const;
			for (const [client, thumbprint] of clients) {
				const seen = await handshake(server, client, version);
				expect(seen.authorized).toBe(true);
				expect(
					createHash('sha256')
						.update(seen.raw ?? '')
						.digest('base64url'),
				).toBe(thumbprint);
			}
			const foreign = await at.add('foreigner');
			const answer = await at.send('foreigner', foreign, { format: 'pem', keyType: 'p-256' });
			const theirs = answer.json as unknown as Certificate;
			const seen = await handshake(server, { cert: theirs.pem, key: theirs.privateKey }, version);
			expect(seen.authorized, 'of another customer’s authority').toBe(false);
		},
	);
});
