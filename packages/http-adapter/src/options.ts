import type { IncomingMessage } from 'node:http';
import type { Actor } from '@latchkey/core';
import type { Request } from 'express';
import type { CertificateOf, MutualTlsOptions } from './certificates/certificate-source.ts';

export interface AdapterOptions {
	/** The host's signed-in user behind a request; undefined where nobody is signed in. Throwing answers 500. */
	readonly authenticate: (request: Request) => Actor | undefined | Promise<Actor | undefined>;
	/** The client's address; the socket's where absent. Behind a proxy, take it from the header that the proxy sets. */
	readonly clientAddress?: (request: IncomingMessage) => string | undefined;
	/**
	 * Where client certificates come from; where absent, they count for nothing, and a token that is bound to one opens
	 * nothing.
	 */
	readonly mutualTls?: MutualTlsOptions;
	/** Where the API router is reached from outside, without a slash at the end; the tokens' issuer where absent. */
	readonly baseUrl?: string;
	/**
	 * Other origins whose pages may call the management API with the user's cookies, such as `https://console.example`.
	 */
	readonly allowedOrigins?: readonly string[];
	/** `WWW-Authenticate` of a 401 answer to a user; `Session realm="latchkey"` where absent, and for scripts. */
	readonly challenge?: string;
	/** How users sign in, as an OpenAPI security scheme; HTTP Basic where absent. */
	readonly securityScheme?: Readonly<Record<string, string>>;
}

/** How a door learns who calls. */
export interface CallerOptions extends Pick<AdapterOptions, 'clientAddress'> {
	readonly certificateOf: CertificateOf;
}

/** More than the longest spelling of an address, with its zone; a host may pass on what a caller wrote in a header. */
const MAX_ADDRESS_LENGTH = 64;

export function addressOf(
	options: Pick<AdapterOptions, 'clientAddress'>,
	request: IncomingMessage,
): string | undefined {
	const { clientAddress } = options;
	const address = clientAddress === undefined ? request.socket.remoteAddress : clientAddress(request);
	return address?.slice(0, MAX_ADDRESS_LENGTH);
}
