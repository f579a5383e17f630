import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { SecureVersion, TLSSocket, TlsOptions } from 'node:tls';
import { type SelfSigned, selfSigned } from './self-signed.ts';

/** A certificate with its key; both PEM. */
export type Identity = Pick<SelfSigned, 'cert' | 'key'>;

export interface Pkcs12 {
	readonly pfx: Buffer;
	readonly passphrase: string;
}

export interface TlsCall {
	/** What the client shows; nothing where absent. */
	readonly as?: Identity | Pkcs12 | undefined;
	readonly headers?: Readonly<Record<string, string>>;
	readonly form?: Readonly<Record<string, string>>;
	/** JSON, in place of a form. */
	readonly body?: object;
	readonly version?: SecureVersion;
	/** Of several requests that may go over one session. */
	readonly agent?: Agent;
}

export interface TlsAnswer {
	readonly status: number;
	readonly challenge: string | undefined;
	readonly json: Record<string, unknown>;
	readonly protocol: string | null;
	readonly resumed: boolean;
}

/** A server that ends TLS and asks for certificates, as the documentation has it, and its clients. */
export interface TlsDoor {
	readonly url: string;
	/** Of the server, PEM: whom clients trust. */
	readonly ca: string;
	/** Lets requests in. */
	serve(listener: RequestListener): void;
	/** A request over a connection of its own, unless an agent keeps them: POST where there is something to send. */
	call(path: string, call?: TlsCall): Promise<TlsAnswer>;
	close(): Promise<void>;
}

export async function openTlsDoor(terms: TlsOptions = {}): Promise<TlsDoor> {
	const identity = selfSigned('/CN=127.0.0.1');
	const { cert: ca, key } = identity;
	const server = createServer({ cert: ca, key, requestCert: true, rejectUnauthorized: false, ...terms });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url,
		ca,
		serve: (listener) => void server.on('request', listener),
		async call(path, { as, headers, form, body, version, agent = new Agent({ maxCachedSessions: 0 }) } = {}) {
			const text = body === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(body);
			const format = body === undefined ? 'x-www-form-urlencoded' : 'json';
			const type = text === undefined ? {} : { 'content-type': `application/${format}` };
			const sent = request(new URL(path, url), {
				...{ method: text === undefined ? 'GET' : 'POST', headers: { ...type, ...headers }, agent, ca },
				...identityOf(as),
				...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
			});
			sent.end(text);
			const [response] = (await once(sent, 'response')) as [IncomingMessage];
			const socket = sent.socket as TLSSocket;
			const [protocol, resumed] = [socket.getProtocol(), socket.isSessionReused()];
			const isJson = /json/.test(response.headers['content-type'] ?? '');
			const parsed = isJson ? ((await json(response)) as Record<string, unknown>) : {};
			response.resume();
			return {
				...{ status: response.statusCode ?? 0, challenge: response.headers['www-authenticate'] },
				...{ json: parsed, protocol, resumed },
			};
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function identityOf(as: TlsCall['as']): object {
	if (as === undefined) return {};
	return 'pfx' in as ? { pfx: as.pfx, passphrase: as.passphrase } : { cert: as.cert, key: as.key };
}
