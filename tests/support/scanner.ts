import { generateKeyPairSync, sign } from 'node:crypto';
import type { EmbeddedAnswer, EmbeddedHost } from './embedded-host.ts';

export interface Find {
	readonly token: string;
	readonly type?: string;
	readonly url?: string;
	readonly source?: string;
}

/** What reports found secrets, signed as GitHub signs. */
export interface Scanner {
	readonly keyIdentifier: string;
	/** PEM. */
	readonly publicKey: string;
	headersFor(body: string): Record<string, string>;
	report(host: EmbeddedHost, finds: readonly Find[]): Promise<EmbeddedAnswer>;
}

export const LEAKS_PATH = '/v1/leaks';

export function scanner(namedCurve = 'P-256'): Scanner {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
	const keyIdentifier = 'f9525bf080f75b3506ca1ead061add62';
	const headersFor = (body: string): Record<string, string> => ({
		'content-type': 'application/json',
		'github-public-key-identifier': keyIdentifier,
		'github-public-key-signature': sign('sha256', Buffer.from(body), privateKey).toString('base64'),
	});
	return {
		keyIdentifier,
		publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
		headersFor,
		report(host, finds) {
			const url = 'https://github.com/octocat/Hello-World/blob/1234/foo/bar.txt';
			const body = JSON.stringify(
				finds.map((find) => ({ type: 'latchkey_client_secret', url, source: 'content', ...find })),
			);
			return host.call(undefined, 'POST', LEAKS_PATH, { body, headers: headersFor(body) });
		},
	};
}
