import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { JWTHeaderParameters } from 'jose';
import { jwtVerify } from 'jose/jwt/verify';
import { z } from 'zod';
import { digestsEqual } from '../secrets/digest.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { JsonWebKeySet, TokenSigner } from '../tokens/signing-keys.ts';
import { macOf } from './chain.ts';
import type { ChainPoint } from './entry.ts';

/** How far a chain had come, in the host's words: to be kept where nobody who can write to the store can. */
export interface ChainHead extends Tenant, ChainPoint {
	/** When it was signed; milliseconds since the epoch. */
	readonly at: number;
}

/** Unlike a token's, and no audience in it: nobody takes one for the other (RFC 8725 §3.11). */
const TYPE = 'latchkey-audit-head+jws';
const MAX_LENGTH = 4096;

const claimsSchema = z.strictObject({
	customerId: z.string(),
	domainId: z.string(),
	sequence: z.int().min(1),
	link: z.string(),
	mac: z.string(),
	at: z.iso.datetime(),
});

/** A compact JWS (RFC 7515), by the key that signs tokens: who can verify those can verify this. */
export function signHead(signer: TokenSigner, head: ChainHead): string {
	const { customerId, domainId, sequence, link, mac, at } = head;
	const header = encode({ alg: signer.algorithm, typ: TYPE, kid: signer.kid });
	const claims = encode({ customerId, domainId, sequence, link, mac, at: new Date(at).toISOString() });
	return `${header}.${claims}.${signer.sign(`${header}.${claims}`)}`;
}

/** What a head says, whoever signed it; undefined where it is none. */
export function readHead(jws: string): ChainHead | undefined {
	if (jws.length > MAX_LENGTH) return undefined;
	try {
		const claims = claimsSchema.parse(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')));
		return { ...claims, at: Date.parse(claims.at) };
	} catch {
		return undefined;
	}
}

/** Whether one of these keys has signed it. */
export async function isSignedBy(jws: string, { keys }: JsonWebKeySet): Promise<boolean> {
	const keyFor = ({ kid, alg }: JWTHeaderParameters): KeyObject => {
		const found = keys.find((key) => key.kid === kid && (key.alg === undefined || key.alg === alg));
		if (found === undefined) throw new Error('there is no such key');
		return createPublicKey({ key: found as JsonWebKey, format: 'jwk' });
	};
	try {
		await jwtVerify(jws, keyFor, { typ: TYPE, algorithms: ['ES256', 'EdDSA', 'RS256'] });
		return true;
	} catch {
		return false;
	}
}

/** Whether the host has made the link that a head names, whatever has become of the key that signed the head. */
export function isMadeBy(key: KeyObject, { link, mac }: ChainPoint): boolean {
	return digestsEqual(macOf(key, link), mac);
}

function encode(json: object): string {
	return Buffer.from(JSON.stringify(json)).toString('base64url');
}
