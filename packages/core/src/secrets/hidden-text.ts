/** What in a text may be base64, and long enough to hold a secret. */
export const BASE64 = /[\w+/-]{24,}={0,2}/g;

/**
 * What base64 says from each place where it may begin: where that is not where its finder thinks, it decodes only from
 * there.
 */
export function decodings(base64: string): string[] {
	return [0, 1, 2, 3].map((start) => Buffer.from(base64.slice(start), 'base64').toString('latin1'));
}
