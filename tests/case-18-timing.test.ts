import { generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto';
import { OAuthError, type TokenRequest } from '@latchkey/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeBase62 } from '../packages/core/src/secrets/base62.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import type { Credentials } from './support/host.ts';
import { pairedTimes } from './support/paired-times.ts';
import { seeded } from './support/seeded.ts';
import { runs } from './support/soak.ts';

const PAIRS = runs(2000, 10);
/** Characters of a Client Secret: what comes before the random ones, and the checksum at the end. */
const PREFIX = 4;
const CHECKSUM = 6;
const LARGEST_DIFFERENCE_US = 3;
const LARGEST_DIFFERENCE_OF_KEYS_US = 10;

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors = { admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } } };
const chance = seeded(18);
const foreignKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** The text with another letter or digit at one place. */
function changedAt(text: string, position: number): string {
	const others = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
	const other = chance.pick(others.filter((character) => character !== text[position]));
	return text.slice(0, position) + other + text.slice(position + 1);
}

/** As anybody can who knows our pattern, so that the secret is not refused as mistyped. */
function withChecksum(body: string): string {
	return body + encodeBase62(Number.parseInt(hash('sha256', body, 'hex').slice(0, 8), 16), CHECKSUM);
}

// At the door's service and not over HTTP, where the same differences drown in noise a thousand times as large: who
// measures here sees all that a caller could ever see, and more sharply.
describe('case 18: how long a refusal takes tells nothing', () => {
	let host: EmbeddedHost;
	let credentials: Credentials;
	beforeAll(async () => {
		const quiet = (): void => undefined;
		const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
		// Otherwise the throttle would answer instead.
		const throttle = { failed: async () => 0 };
		host = await startEmbeddedHost({ actors, logger, throttle });
		const body = { name: 'EMM', privileges: ['devices:read'] };
		const { json } = await host.call('admin', 'POST', '/v1/domains/main/client-applications', { body });
		credentials = json['credentials'] as Credentials;
		const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'mine' }] };
		const path = `/v1/domains/main/client-applications/${credentials.clientId}`;
		expect((await host.call('admin', 'PATCH', path, { body: { jwks } })).status).toBe(200);
		return () => host.close();
	});

	/** Asks for a token, and is refused. */
	function refusedWith(form: Readonly<Record<string, string>>, proof: Partial<TokenRequest>): () => Promise<void> {
		const parameters = Object.entries({ grant_type: 'client_credentials', ...form });
		const request = { authorization: undefined, address: '127.0.0.1', parameters, ...proof };
		return async () => {
			try {
				await host.latchkey.tokens.issue(request);
			} catch (error) {
				if (error instanceof OAuthError && error.error === 'invalid_client') return;
				throw error;
			}
			throw new Error('a token was issued');
		};
	}

	function refused(clientId: string, clientSecret: string): () => Promise<void> {
		const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
		return refusedWith({}, { authorization });
	}

	/** Signed by a key that nobody has registered, under the name of one that the client has. */
	function refusedAssertion(clientId: string): () => Promise<void> {
		const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
		const claims = { iss: clientId, sub: clientId, aud: 'https://issuer.example', jti: String(chance.below(1e9)) };
		const input = `${encoded({ alg: 'ES256', kid: 'mine' })}.${encoded({ ...claims, exp: Date.now() / 1000 + 60 })}`;
		const signature = sign('sha256', Buffer.from(input), { key: foreignKey, dsaEncoding: 'ieee-p1363' });
		return refusedWith(
			{
				client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
				client_assertion: `${input}.${signature.toString('base64url')}`,
			},
			{},
		);
	}

	/** By a certificate that nobody has registered. */
	const refusedCertificate = (clientId: string): (() => Promise<void>) =>
		refusedWith({ client_id: clientId }, { certificate: randomBytes(600) });

	/** With a secret that is wrong at one place of its random part, counted from the start or from the end. */
	function wrong(place: number, complete: (body: string) => string = withChecksum) {
		return () => {
			const random = credentials.clientSecret.slice(PREFIX, -CHECKSUM);
			const body =
				credentials.clientSecret.slice(0, PREFIX) + changedAt(random, (place + random.length) % random.length);
			return refused(credentials.clientId, complete(body));
		};
	}

	const measured = (first: () => () => Promise<void>, second: () => () => Promise<void>) =>
		pairedTimes(PAIRS, chance, first, second);

	it('a difference of two microseconds would be seen, and none is where there is none', async () => {
		const same = await measured(wrong(0), wrong(0));
		expect(same.lowUs).toBeLessThanOrEqual(0);
		expect(same.highUs).toBeGreaterThanOrEqual(0);
		const slower = await measured(wrong(0), () => {
			const refuse = wrong(0)();
			return async () => {
				await refuse();
				const start = performance.now();
				while (performance.now() - start < 0.002);
			};
		});
		expect(slower.lowUs).toBeGreaterThan(0);
		expect(slower.z).toBeGreaterThan(3);
	});

	it.each([
		['whose checksum is right', withChecksum],
		['that is mistyped', (body: string) => `${body}000000`],
	])('a secret %s, wrong in its first or in its last character', async (_which, complete) => {
		const { lowUs, highUs } = await measured(wrong(0, complete), wrong(-1, complete));
		expect(lowUs).toBeLessThanOrEqual(0);
		expect(highUs).toBeGreaterThanOrEqual(0);
	});

	const unknown = (): string => changedAt(credentials.clientId, credentials.clientId.length - 1 - chance.below(10));

	it.each([
		['secret', (clientId: string) => refused(clientId, changedAt(credentials.clientSecret, PREFIX))],
		['certificate', refusedCertificate],
	])('a client that there is not, or a wrong %s of one that there is', async (_what, refusedBy) => {
		const { lowUs, highUs } = await measured(
			() => refusedBy(credentials.clientId),
			() => refusedBy(unknown()),
		);
		expect(lowUs).toBeGreaterThan(-LARGEST_DIFFERENCE_US);
		expect(highUs).toBeLessThan(LARGEST_DIFFERENCE_US);
	});

	// Signatures are verified in threads, which wake up when they like: of a smaller difference, nothing could be said.
	it('a client that there is not, or a wrong key of one that there is', async () => {
		const { lowUs, highUs } = await measured(
			() => refusedAssertion(credentials.clientId),
			() => refusedAssertion(unknown()),
		);
		expect(lowUs).toBeLessThan(LARGEST_DIFFERENCE_OF_KEYS_US);
		expect(highUs).toBeGreaterThan(-LARGEST_DIFFERENCE_OF_KEYS_US);
	});
});
