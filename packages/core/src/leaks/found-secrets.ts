import { isWellFormedSecret } from '../secrets/secret-text.ts';

const BASE64 = /[\w+/-]{24,}={0,2}/g;

/**
 * The Client Secrets in a text that somebody found: the text itself, `clientId:clientSecret`, or OAuth Credentials,
 * with `Basic ` before them or cut off somewhere. What fails its checksum is none.
 */
export function secretsIn(text: string, prefix: string): string[] {
	const pattern = new RegExp(`${prefix}_[0-9A-Za-z]{38}`, 'g');
	const decoded = (text.match(BASE64) ?? []).flatMap((base64) =>
		// Base64 that begins at another place than its finder thinks decodes only from there.
		[0, 1, 2, 3].map((start) => Buffer.from(base64.slice(start), 'base64').toString('latin1')),
	);
	const found = [text, ...decoded].flatMap((candidate) => candidate.match(pattern) ?? []);
	return [...new Set(found)].filter((secret) => isWellFormedSecret(secret, prefix));
}
