import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { addressAllowed, sourceRange } from '@latchkey/core';
import { CertificateError } from './certificate-error.ts';
import { type CertificateFormat, certificateInField } from './certificate-field.ts';

/** That clients may have certificates here (RFC 8705). */
export interface MutualTlsOptions {
	/** Where something in front ends TLS; where absent, this process does. */
	readonly proxy?: CertificateProxy;
	/**
	 * Where those that have one reach the API router, without a slash at the end, if it is another place (RFC 8705 §5).
	 */
	readonly baseUrl?: string;
}

export interface CertificateProxy {
	/**
	 * By which header it passes the certificate on, such as `Client-Cert`. The proxy must take away what a client sends
	 * under this name, and proves that the client holds the certificate's key, as ending TLS does.
	 */
	readonly header: string;
	/** How it writes it; `rfc9440` where absent. */
	readonly format?: CertificateFormat;
	/** Addresses and CIDR ranges that it connects from. From anywhere else the header counts for nothing. */
	readonly addresses: readonly string[];
}

/**
 * The DER of the certificate whose key the client has proven to hold; undefined where there is none. Who issued it, and
 * whether it is one that counts, is not looked at. Throws `CertificateError`.
 */
export type CertificateOf = (request: IncomingMessage) => Uint8Array | undefined;

/** Throws TypeError where an option could not work. */
export function certificateSource(options: MutualTlsOptions | undefined): CertificateOf {
	if (options === undefined) return () => undefined;
	if (options.proxy === undefined) return certificateOfSocket;
	const { header, format = 'rfc9440', addresses } = options.proxy;
	if (!/^[\w-]+$/.test(header)) throw new TypeError('mutualTls.proxy.header must be the name of a header');
	if (!['rfc9440', 'url_encoded_pem'].includes(format)) {
		throw new TypeError('mutualTls.proxy.format must be rfc9440 or url_encoded_pem');
	}
	const name = header.toLowerCase();
	const trusted = addresses.map((address) => {
		const range = sourceRange(address);
		if (range === undefined)
			throw new TypeError(`mutualTls.proxy.addresses: ${address} is not an address or CIDR range`);
		return range;
	});
	if (trusted.length === 0) throw new TypeError('mutualTls.proxy.addresses must name at least one');
	return (request) => {
		// Most requests have neither, and need no look at addresses.
		if (request.headers[name] === undefined && !(request.socket instanceof TLSSocket)) return undefined;
		// What comes from the proxy is its client's affair: a certificate of the proxy's own says who the proxy is.
		if (!addressAllowed(trusted, request.socket.remoteAddress)) return certificateOfSocket(request);
		const [value, ...others] = request.headersDistinct[name] ?? [];
		if (others.length > 0) throw new CertificateError('the header with the client certificate is repeated');
		return value === undefined ? undefined : certificateInField(value, format);
	};
}

function certificateOfSocket({ socket }: IncomingMessage): Uint8Array | undefined {
	return socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined;
}
