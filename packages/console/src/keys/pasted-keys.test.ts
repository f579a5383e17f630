import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pastedKeys } from './pasted-keys.ts';

const PAIRS = {
	'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
	Ed25519: generateKeyPairSync('ed25519'),
	RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const pem = (key: KeyObject): string => String(key.export({ format: 'pem', type: 'spki' }));

describe.each(Object.entries(PAIRS))('a public key, %s', (_, { publicKey, privateKey }) => {
	const jwk = publicKey.export({ format: 'jwk' });

	it('is read as a JWK, as a JWK Set, and as PEM, however it is laid out', async () => {
		for (const text of [
			JSON.stringify(jwk),
			JSON.stringify({ keys: [jwk] }, null, 2),
			pem(publicKey),
			`My key:\r\n${pem(publicKey).replaceAll('\n', '\r\n')}\n`,
		]) {
			expect(await pastedKeys(text)).toEqual({ keys: [jwk] });
		}
	});

	it('is not read as the private key that it belongs to', async () => {
		const privateJwk = privateKey.export({ format: 'jwk' });
		const privatePem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
		for (const text of [privatePem, `${pem(publicKey)}${privatePem}`, JSON.stringify(privateJwk)]) {
			expect(await pastedKeys(text)).toEqual({ fault: 'private' });
		}
		expect(await pastedKeys(JSON.stringify({ keys: [jwk, privateJwk] }))).toEqual({ fault: 'private' });
	});
});

it('reads several keys in PEM, and keeps the names that are given in JSON', async () => {
	const [one, two] = [PAIRS['P-256'].publicKey, PAIRS.Ed25519.publicKey];
	const keys = [one, two].map((key) => key.export({ format: 'jwk' }));
	expect(await pastedKeys(`${pem(one)}\n${pem(two)}`)).toEqual({ keys });
	const named = keys.map((key, index) => ({ ...key, kid: `key-${index}` }));
	expect(await pastedKeys(JSON.stringify({ keys: named }))).toEqual({ keys: named });
});

it.each([
	'',
	'key',
	'null',
	'[]',
	'"key"',
	'{"keys":[]}',
	'{"keys":[1]}',
	'-----BEGIN PUBLIC KEY-----\n!!!\n-----END PUBLIC KEY-----',
	'-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
	'-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
])('reads nothing in %j', async (text) => {
	expect(await pastedKeys(text)).toEqual({ fault: 'unreadable' });
});
