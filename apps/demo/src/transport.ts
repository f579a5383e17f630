import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

/** Of the demo where it ends TLS itself: paths of PEM files. */
export interface TlsFiles {
	readonly cert: string;
	readonly key: string;
}

const LIMITS = { requestTimeout: 15_000, headersTimeout: 10_000 };

/** As the environment names them; undefined for plain HTTP. Throws where one is missing. */
export function tlsFiles({ TLS_CERT: cert = '', TLS_KEY: key = '' }: NodeJS.ProcessEnv): TlsFiles | undefined {
	if (cert === '' && key === '') return undefined;
	if (cert === '' || key === '') throw new Error('TLS_CERT and TLS_KEY name two PEM files, and are set together');
	return { cert, key };
}

/**
 * Over TLS it asks every client for a certificate and lets in those that have none, or one of whatever authority: that
 * a client holds the certificate's key is proven by the handshake, and whether it counts is for the token door to say.
 */
export function serverFor(app: RequestListener, files: TlsFiles | undefined): Server {
	if (files === undefined) return createServer(LIMITS, app);
	const identity = { cert: readFileSync(files.cert), key: readFileSync(files.key) };
	return createTlsServer({ ...LIMITS, ...identity, requestCert: true, rejectUnauthorized: false }, app);
}
