import { createPublicKey, hash, type JsonWebKey, type KeyObject } from 'node:crypto';
import { rsaKeyFault } from '../keys/rsa-key-fault.ts';
import { holdsSecret, SECRET_PASTED } from '../leaks/found-secrets.ts';

/** How an assertion may be signed (RFC 7518 §3.1, RFC 9864): never under a shared secret, and never not at all. */
export const ASSERTION_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256'] as const;
export type AssertionAlgorithm = (typeof ASSERTION_ALGORITHMS)[number];

/** A public key by which somebody else signs. */
export interface PublicKey {
	/** What an assertion calls it (RFC 7517 §4.5): as it was given, or its thumbprint where nothing was. */
	readonly kid: string;
	/** RFC 7638, by SHA-256, base64url: the same key has the same one, whatever it is called. */
	readonly thumbprint: string;
	/** All that it verifies, by its type and by its `alg`. */
	readonly algorithms: readonly AssertionAlgorithm[];
	/** The members of its type and no other, as JSON (RFC 7517). */
	readonly publicJwk: string;
}

/** A public key of an application. Times are milliseconds since the epoch. */
export interface RegisteredKey extends PublicKey {
	/** What the tokens that it earns name. */
	readonly keyId: string;
	readonly createdAt: number;
	readonly createdBy: string;
}

/** Where an application publishes its keys: all of them together are one credential. */
export interface RegisteredKeySet {
	/** What the tokens that its keys earn name. */
	readonly keyId: string;
	readonly uri: string;
	readonly createdAt: number;
	readonly createdBy: string;
}

export type ReadKey = { readonly key: PublicKey } | { readonly fault: string };

/** RFC 7517 §9.2 and RFC 7518 §6.3.2, §6.4: who sends one of these gives away what nobody else may have. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const MEMBERS = { EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], RSA: ['e', 'n'] } as const;
type KeyType = keyof typeof MEMBERS;
const OF_TYPE: Readonly<Record<KeyType, readonly AssertionAlgorithm[]>> = {
	EC: ['ES256'],
	OKP: ['EdDSA', 'Ed25519'],
	RSA: ['RS256', 'PS256'],
};
const KID = /^[\x20-\x7e]{1,128}$/;

/** Reads a JWK (RFC 7517 §4), or says what is wrong with it; never with any of what it holds. */
export function readPublicKey(jwk: Readonly<Record<string, unknown>>): ReadKey {
	if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member))) {
		return { fault: 'holds a private key: keep that to yourself, replace it, and register the public one' };
	}
	const use = useFault(jwk);
	if (use !== undefined) return { fault: use };
	const type = keyType(jwk['kty']);
	if (type === undefined) return { fault: 'kty must be EC, OKP or RSA' };
	const key = imported(jwk, type);
	if (key === undefined) return { fault: 'is no public key that can be read' };
	const weak = strengthFault(key, type);
	if (weak !== undefined) return { fault: weak };
	const algorithms = algorithmsOf(type, jwk['alg']);
	if (algorithms === undefined) return { fault: `alg must be one of ${OF_TYPE[type].join(', ')} for this key` };
	const members = publicMembers(key, type);
	const thumbprint = thumbprintOf(members, type);
	const { kid = thumbprint } = jwk;
	if (typeof kid !== 'string' || !KID.test(kid)) return { fault: 'kid must be 1 to 128 printable ASCII characters' };
	if (holdsSecret(kid)) return { fault: `kid ${SECRET_PASTED}` };
	return { key: { kid, thumbprint, algorithms, publicJwk: JSON.stringify(members) } };
}

/** As it would be given again (RFC 7517 §4). */
export function jwkOf({ kid, algorithms, publicJwk }: PublicKey): Readonly<Record<string, string>> {
	const [only, ...others] = algorithms;
	const alg = only !== undefined && others.length === 0 ? { alg: only } : {};
	return { ...(JSON.parse(publicJwk) as Record<string, string>), kid, ...alg, use: 'sig' };
}

/** RFC 7638 §3, by SHA-256: the members of the type alone, in the order of their names. */
export function jwkThumbprint(key: KeyObject): string {
	const type = keyType(key.export({ format: 'jwk' }).kty);
	if (type === undefined) throw new TypeError('no thumbprint is defined here for a key of this type');
	return thumbprintOf(publicMembers(key, type), type);
}

function thumbprintOf(members: Readonly<Record<string, unknown>>, type: KeyType): string {
	const required = ['kty', ...MEMBERS[type]].sort().map((name) => [name, members[name]]);
	return hash('sha256', JSON.stringify(Object.fromEntries(required)), 'base64url');
}

function keyType(kty: unknown): KeyType | undefined {
	return kty === 'EC' || kty === 'OKP' || kty === 'RSA' ? kty : undefined;
}

/** RFC 7517 §4.2, §4.3: what is said to be for something else is not for this. */
function useFault({ use, key_ops: operations }: Readonly<Record<string, unknown>>): string | undefined {
	if (use !== undefined && use !== 'sig') return 'use must be sig';
	if (operations === undefined) return undefined;
	const verifies = Array.isArray(operations) && operations.every((operation) => operation === 'verify');
	return verifies && operations.length === 1 ? undefined : 'key_ops must be verify';
}

function imported(jwk: Readonly<Record<string, unknown>>, kty: KeyType): KeyObject | undefined {
	const members = MEMBERS[kty].map((name) => [name, jwk[name]] as const);
	if (!members.every(([, value]) => typeof value === 'string')) return undefined;
	try {
		return createPublicKey({ key: { kty, ...Object.fromEntries(members) } as JsonWebKey, format: 'jwk' });
	} catch {
		return undefined;
	}
}

function strengthFault(key: KeyObject, type: KeyType): string | undefined {
	switch (type) {
		case 'EC':
			return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? undefined : 'crv must be P-256';
		case 'OKP':
			return key.asymmetricKeyType === 'ed25519' ? undefined : 'crv must be Ed25519';
		case 'RSA':
			return rsaKeyFault(key);
	}
}

/** RFC 9864: Ed25519 is what EdDSA means with such a key. */
function algorithmsOf(type: KeyType, alg: unknown): readonly AssertionAlgorithm[] | undefined {
	if (alg === undefined) return OF_TYPE[type];
	const named = OF_TYPE[type].filter((algorithm) => algorithm === alg);
	if (named.length === 0) return undefined;
	return type === 'OKP' ? OF_TYPE.OKP : named;
}

/** Written anew, so that one key has one spelling. */
function publicMembers(key: KeyObject, type: KeyType): Readonly<Record<string, unknown>> {
	const jwk: Readonly<Record<string, unknown>> = { ...key.export({ format: 'jwk' }) };
	return Object.fromEntries(['kty', ...MEMBERS[type]].map((name) => [name, jwk[name]]));
}
