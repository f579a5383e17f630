import { createPrivateKey, type KeyObject } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import type { EmbeddedHost } from './embedded-host.ts';

/** The key that signs the tokens of a host, as nobody outside of it can have it. */
export async function ourSigningKey({ store, keyEncryption }: EmbeddedHost): Promise<KeyObject> {
	const stored = (await store.hostKeys.list()).find(({ purpose }) => purpose === 'token_signing');
	if (stored === undefined) throw new Error('there is no signing key');
	const context = JSON.stringify(['host-key', stored.purpose, stored.keyId]);
	const pkcs8 = await keyEncryption.unwrap(stored.wrapped, context);
	return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
}

/** The token with other claims and another header, signed by that key; what is undefined is left out. */
export function signedAgain(token: string, key: KeyObject, claims: object, header: object = {}): Promise<string> {
	const { alg = '', ...original } = decodeProtectedHeader(token);
	const payload = JSON.parse(JSON.stringify({ ...decodeJwt(token), ...claims })) as Record<string, unknown>;
	return new SignJWT(payload).setProtectedHeader({ ...original, alg, ...header }).sign(key);
}
