import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type PublicKey, readPublicKey } from '../src/assertions/public-key.ts';

export type KeyKind = 'P-256' | 'Ed25519' | 'RSA';

export interface KeyPair {
	readonly privateKey: KeyObject;
	/** With this `kid`. */
	readonly jwk: Readonly<Record<string, unknown>>;
}

/** A key pair of an integration. */
export function keyPair(kind: KeyKind, kid?: string, rsaBits = 2048): KeyPair {
	const { privateKey, publicKey } = generated(kind, rsaBits);
	return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), ...(kid === undefined ? {} : { kid }) } };
}

export function publicKey(kid: string, kind: KeyKind = 'Ed25519'): PublicKey {
	const read = readPublicKey(keyPair(kind, kid).jwk);
	if ('fault' in read) throw new Error(read.fault);
	return read.key;
}

function generated(kind: KeyKind, modulusLength: number) {
	switch (kind) {
		case 'P-256':
			return generateKeyPairSync('ec', { namedCurve: 'P-256' });
		case 'Ed25519':
			return generateKeyPairSync('ed25519');
		case 'RSA':
			return generateKeyPairSync('rsa', { modulusLength });
	}
}
