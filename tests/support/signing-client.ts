import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const ISSUER = 'https://issuer.example';

export interface SigningKey {
	readonly alg: string;
	readonly kid: string;
	readonly privateKey: KeyObject;
	/** With its `kid`. */
	readonly jwk: Readonly<Record<string, unknown>>;
}

const GENERATED = {
	ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
	EdDSA: () => generateKeyPairSync('ed25519'),
	Ed25519: () => generateKeyPairSync('ed25519'),
	RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
	PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
} as const;
export type SigningAlgorithm = keyof typeof GENERATED;

/** A key pair as an integration makes one for itself. */
export function signingKey(alg: SigningAlgorithm = 'ES256', kid: string = randomUUID()): SigningKey {
	const { privateKey, publicKey } = GENERATED[alg]();
	return { alg, kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid } };
}

/** Good for a minute, unless it is told otherwise; `undefined` leaves a claim or a parameter out. */
export function signAssertion(
	key: SigningKey,
	clientId: string,
	{ claims = {}, header = {} }: { readonly claims?: object; readonly header?: object } = {},
): Promise<string> {
	const now = Math.floor(Date.now() / 1000);
	const usual = { iss: clientId, sub: clientId, aud: ISSUER, jti: randomUUID(), iat: now, exp: now + 60 };
	return new SignJWT({ ...usual, ...claims })
		.setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'client-authentication+jwt', ...header })
		.sign(key.privateKey);
}

/** A form by which a client proves itself with an assertion. */
export function assertionForm(assertion: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
	return { client_assertion_type: ASSERTION_TYPE, client_assertion: assertion, ...more };
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

export const grantForm = (assertion: string, more: Readonly<Record<string, string>> = {}): string =>
	new URLSearchParams({ grant_type: 'client_credentials', ...assertionForm(assertion, more) }).toString();
