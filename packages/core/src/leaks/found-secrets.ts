import { BASE64, decodings } from '../secrets/hidden-text.ts';
import { isWellFormedSecret } from '../secrets/secret-text.ts';

// What stands before it may be more than the prefix: where that begins is for the checksum to say.
const OF_ANY_PREFIX = /(?<=([0-9A-Za-z]{1,16}))_[0-9A-Za-z]{38}/g;

/**
 * The Client Secrets in a text that somebody found: the text itself, `clientId:clientSecret`, or OAuth Credentials,
 * with `Basic ` before them or cut off somewhere. What fails its checksum is none.
 */
export function secretsIn(text: string, prefix: string): string[] {
	const pattern = new RegExp(`${prefix}_[0-9A-Za-z]{38}`, 'g');
	const found = readingsOf(text).flatMap((reading) => reading.match(pattern) ?? []);
	return [...new Set(found)].filter((secret) => isWellFormedSecret(secret, prefix));
}

/** What is said of a text that goes where others read it: into events, to endpoints, onto the page. */
export const SECRET_PASTED = 'must not hold a Client Secret or OAuth Credentials';

/** Whether a text holds a Client Secret of any host, as `secretsIn` would find it, percent-encoded or not. */
export function holdsSecret(text: string): boolean {
	return [text, percentDecoded(text)]
		.flatMap(readingsOf)
		.some((reading) =>
			[...reading.matchAll(OF_ANY_PREFIX)].some(([body, before = '']) =>
				[...before].some((_, start) => isWellFormedSecret(before.slice(start) + body, before.slice(start))),
			),
		);
}

/** RFC 3986 §2.1, but that what is none stays as it is. */
function percentDecoded(text: string): string {
	return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The text, and what stands in it as base64. */
function readingsOf(text: string): string[] {
	return [text, ...(text.match(BASE64) ?? []).flatMap(decodings)];
}
