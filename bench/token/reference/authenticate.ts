import { timingSafeEqual } from 'node:crypto';
import { type Client, digestOf, type StoredClient } from './clients.ts';

const SCHEME = 'Basic ';

/** Checks `Basic` against a Map: the least that authentication can be. */
export function authenticator(
	clients: readonly Client[],
): (authorization: string | undefined) => StoredClient | undefined {
	const stored = new Map(
		clients.map(({ clientSecret, ...client }) => [client.clientId, { ...client, digest: digestOf(clientSecret) }]),
	);
	return (authorization) => {
		if (authorization === undefined || !authorization.startsWith(SCHEME)) return undefined;
		const credentials = Buffer.from(authorization.slice(SCHEME.length), 'base64').toString('latin1');
		const colon = credentials.indexOf(':');
		const client = stored.get(credentials.slice(0, colon));
		if (client === undefined) return undefined;
		return timingSafeEqual(digestOf(credentials.slice(colon + 1)), client.digest) ? client : undefined;
	};
}
