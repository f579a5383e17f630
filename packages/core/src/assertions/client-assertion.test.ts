import { describe, expect, it } from 'vitest';
import { CLIENT_ID, NOW } from '../../test/samples.ts';
import { OAuthError } from '../errors.ts';
import { assertionUse, presentedAssertion } from './client-assertion.ts';

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ISSUER = 'https://issuer.example';
const SECOND = NOW / 1000;
const encoded = (part: unknown): string =>
	Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
const HEADER = { alg: 'ES256', typ: 'JWT', kid: 'mine' };
const PARTIES = { iss: CLIENT_ID, sub: CLIENT_ID };

function presented(header: unknown, payload: unknown = PARTIES, more: Record<string, string> = {}) {
	const assertion = `${encoded(header)}.${encoded(payload)}.c2ln`;
	return presentedAssertion(
		new Map(Object.entries({ client_assertion_type: TYPE, client_assertion: assertion, ...more })),
	);
}

function errorOf(call: () => unknown): string {
	try {
		call();
	} catch (error) {
		if (error instanceof OAuthError) return error.error;
		throw error;
	}
	return 'none';
}

describe('what is presented', () => {
	it('is taken apart, and nothing of it believed', () => {
		expect(presented(HEADER, PARTIES, { client_id: CLIENT_ID })).toMatchObject({
			method: 'client_assertion',
			clientId: CLIENT_ID,
			algorithm: 'ES256',
			kid: 'mine',
			payload: PARTIES,
		});
	});

	it.each([undefined, 'JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt'])(
		'may have typ %s',
		(typ) => {
			expect(presented({ ...HEADER, typ }).clientId).toBe(CLIENT_ID);
		},
	);

	it.each([
		['an access token', { typ: 'at+jwt' }],
		['a security event', { typ: 'secevent+jwt' }],
		['a proof of possession', { typ: 'dpop+jwt' }],
		['an empty type', { typ: '' }],
		['a type that is a list', { typ: ['JWT'] }],
		['no algorithm', { alg: undefined }],
		['alg none', { alg: 'none' }],
		['alg None', { alg: 'None' }],
		['a shared secret', { alg: 'HS256' }],
		['a longer one', { alg: 'RS512' }],
		['another curve', { alg: 'ES384' }],
		['crit', { crit: ['exp'] }],
		['jku', { jku: 'https://attacker.example/keys' }],
		['its own key', { jwk: { kty: 'OKP' } }],
		['x5u', { x5u: 'https://attacker.example/chain' }],
		['x5c', { x5c: [] }],
		['a kid that is no text', { kid: 7 }],
	])('is refused with %s', (_, header) => {
		expect(errorOf(() => presented({ ...HEADER, ...header }))).toBe('invalid_client');
	});

	it.each<[string, unknown, unknown]>([
		['a header that is no JSON', '{', PARTIES],
		['a header that is a list', [], PARTIES],
		['a payload that is no JSON', HEADER, 'x'],
		['a payload that is null', HEADER, null],
		['no issuer', HEADER, { sub: CLIENT_ID }],
		['no subject', HEADER, { iss: CLIENT_ID }],
		['another issuer', HEADER, { iss: 'lk.acme.phones.other', sub: CLIENT_ID }],
		['a subject that is a list', HEADER, { iss: [CLIENT_ID], sub: [CLIENT_ID] }],
	])('is refused with %s', (_, header, payload) => {
		expect(errorOf(() => presented(header, payload))).toBe('invalid_client');
	});

	it.each([
		['another client_id', { client_id: 'lk.acme.phones.other' }, 'invalid_request'],
		[
			'another type',
			{ client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
			'invalid_client',
		],
		['four parts', { client_assertion: 'e30.e30.e30.e30' }, 'invalid_client'],
		['two parts', { client_assertion: 'e30.e30' }, 'invalid_client'],
		['no signature', { client_assertion: 'e30.e30.' }, 'invalid_client'],
		['padding', { client_assertion: 'e30=.e30.e30' }, 'invalid_client'],
		['more than 8192 characters', { client_assertion: `e30.e30.${'A'.repeat(8192)}` }, 'invalid_client'],
	])('is refused with %s', (_, more, error) => {
		expect(errorOf(() => presented(HEADER, PARTIES, more))).toBe(error);
	});

	it.each(['client_assertion', 'client_assertion_type'])('is refused with %s alone', (name) => {
		expect(errorOf(() => presentedAssertion(new Map([[name, TYPE]])))).toBe('invalid_request');
	});
});

describe('whether it is for us and for now', () => {
	const CLAIMS = { ...PARTIES, aud: ISSUER, exp: SECOND + 60, jti: 'one' };
	const use = (claims: object, audiences = [ISSUER]) => assertionUse({ ...CLAIMS, ...claims }, audiences, NOW);

	it('is told from others by its jti, for as long as it could be presented', () => {
		const { digest, expiresAt } = use({});
		expect(expiresAt).toBe(NOW + 120_000);
		expect(use({ exp: SECOND + 61, iat: SECOND }).digest).toBe(digest);
		expect(use({ jti: 'two' }).digest).not.toBe(digest);
	});

	it.each([
		['one audience in a list', { aud: [ISSUER] }],
		['the end of its time, by a clock a minute ahead of ours', { exp: SECOND - 59 }],
		['the longest life, by the same', { exp: SECOND + 360 }],
		['a start and an issue a minute ahead', { nbf: SECOND + 60, iat: SECOND + 60 }],
		['times between two seconds', { exp: SECOND + 0.5, iat: SECOND - 0.5 }],
		['the longest jti', { jti: 'x'.repeat(256) }],
		['what nobody asked for', { scope: 'everything', cnf: {} }],
	])('is good with %s', (_, claims) => {
		expect(errorOf(() => use(claims))).toBe('none');
	});

	it.each<[string, object]>([
		['another audience', { aud: 'https://other.example' }],
		['a slash more', { aud: `${ISSUER}/` }],
		['the token endpoint, where nobody said so', { aud: `${ISSUER}/oauth2/token` }],
		['ours among others', { aud: [ISSUER, 'https://other.example'] }],
		['ours twice', { aud: [ISSUER, ISSUER] }],
		['no audience', { aud: undefined }],
		['an empty list', { aud: [] }],
		['a list of lists', { aud: [[ISSUER]] }],
		['no expiry', { exp: undefined }],
		['an expiry that is text', { exp: String(SECOND + 60) }],
		['an expiry that is no time', { exp: Number.NaN }],
		['an expiry without end', { exp: 1e308 * 10 }],
		['its time over', { exp: SECOND - 60 }],
		['too long a life', { exp: SECOND + 361 }],
		['a start later on', { nbf: SECOND + 61 }],
		['an issue later on', { iat: SECOND + 61 }],
		['an issue that is text', { iat: 'now' }],
		['no jti', { jti: undefined }],
		['an empty jti', { jti: '' }],
		['a jti that is a number', { jti: 7 }],
		['too long a jti', { jti: 'x'.repeat(257) }],
	])('is refused with %s', (_, claims) => {
		expect(errorOf(() => use(claims))).toBe('invalid_client');
	});

	it('may be for the token endpoint where the host says so', () => {
		const endpoint = `${ISSUER}/oauth2/token`;
		expect(errorOf(() => use({ aud: endpoint }, [ISSUER, endpoint]))).toBe('none');
	});
});
