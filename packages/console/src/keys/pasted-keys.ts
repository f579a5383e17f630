import type { Jwk } from '../api/wire.ts';

/** Private members (RFC 7518 §6): none of them leaves the page. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const PEM = /-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g;
const KINDS = [
	{ name: 'Ed25519' },
	{ name: 'ECDSA', namedCurve: 'P-256' },
	{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
] as const;
/** What WebCrypto adds of its own. */
const NOT_OF_THE_KEY = ['ext', 'key_ops', 'alg'];

/**
 * - `unreadable`: it is neither a JWK, nor a JWK Set, nor a public key in PEM.
 * - `private`: it holds a private key, which belongs to the integration alone.
 */
export type PasteFault = 'unreadable' | 'private';

export type PastedKeys = { readonly keys: readonly Jwk[] } | { readonly fault: PasteFault };

/** Reads what somebody pasted; what is wrong with a key itself, the server says. */
export async function pastedKeys(text: string): Promise<PastedKeys> {
	if (text.includes('PRIVATE KEY')) return { fault: 'private' };
	const blocks = [...text.matchAll(PEM)];
	const keys = blocks.length > 0 ? await keysOfPem(blocks) : keysOfJson(text);
	if (keys === undefined || keys.length === 0) return { fault: 'unreadable' };
	if (keys.some((key) => PRIVATE_MEMBERS.some((member) => member in key))) return { fault: 'private' };
	return { keys };
}

function keysOfJson(text: string): readonly Jwk[] | undefined {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return undefined;
	}
	const keys = isRecord(parsed) && Array.isArray(parsed['keys']) ? (parsed['keys'] as unknown[]) : [parsed];
	return keys.every(isRecord) ? keys : undefined;
}

async function keysOfPem(blocks: readonly RegExpExecArray[]): Promise<readonly Jwk[] | undefined> {
	const keys: Jwk[] = [];
	for (const [, label, base64 = ''] of blocks) {
		const key = label === 'PUBLIC KEY' ? await keyOfSpki(bytesOf(base64)) : undefined;
		if (key === undefined) return undefined;
		keys.push(key);
	}
	return keys;
}

/** RFC 5280 §4.1.2.7 says of which kind it is; WebCrypto wants to be told. */
async function keyOfSpki(spki: Uint8Array<ArrayBuffer>): Promise<Jwk | undefined> {
	for (const kind of KINDS) {
		try {
			const key = await crypto.subtle.importKey('spki', spki, kind, true, ['verify']);
			const jwk = Object.entries(await crypto.subtle.exportKey('jwk', key));
			return Object.fromEntries(jwk.filter(([name]) => !NOT_OF_THE_KEY.includes(name)));
		} catch {
			// Of another kind, perhaps.
		}
	}
	return undefined;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
	try {
		return Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), (character) => character.charCodeAt(0));
	} catch {
		return new Uint8Array();
	}
}

function isRecord(value: unknown): value is Jwk {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
