import { Agent, request as httpRequest } from 'node:http';
import { basic } from './host.ts';

export interface PlainAnswer<Body = Record<string, never>> {
	readonly status: number;
	readonly etag: string;
	readonly body: Body;
}

export interface PlainRequest {
	readonly user?: string;
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** A client for one life of a server: its connections go with it, so that none is mistaken for one of the next life. */
export interface PlainClient {
	/** Rejects where the connection broke, whatever the server had done by then. */
	send<Body = Record<string, never>>(method: string, path: string, options?: PlainRequest): Promise<PlainAnswer<Body>>;
	close(): void;
}

export function plainClient(port: number, password: string): PlainClient {
	const agent = new Agent({ keepAlive: true });
	return {
		send<Body>(method: string, path: string, options: PlainRequest = {}) {
			const headers: Record<string, string> = { ...options.headers };
			const { user, body } = options;
			if (user !== undefined) headers['authorization'] = basic(user, password);
			if (body !== undefined) headers['content-type'] ??= 'application/json';
			const asItIs = typeof body === 'string' || Buffer.isBuffer(body);
			const payload = asItIs ? body : body === undefined ? '' : JSON.stringify(body);
			return new Promise<PlainAnswer<Body>>((resolve, reject) => {
				const target = { host: '127.0.0.1', port, method, path, headers, agent };
				const outgoing = httpRequest(target, (response) => {
					const chunks: Buffer[] = [];
					response.on('error', reject);
					response.on('data', (chunk: Buffer) => chunks.push(chunk));
					response.on('end', () => {
						const text = Buffer.concat(chunks).toString('utf8');
						const parsed = (text === '' ? {} : JSON.parse(text)) as Body;
						resolve({ status: response.statusCode ?? 0, etag: response.headers.etag ?? '', body: parsed });
					});
				});
				outgoing.on('error', reject);
				outgoing.end(payload);
			});
		},
		close: () => agent.destroy(),
	};
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A token by the strict door. */
export function tokenRequest(client: PlainClient, oauthCredentials: string): Promise<PlainAnswer<TokenBody>> {
	const headers = { ...FORM, authorization: `Basic ${oauthCredentials}` };
	return client.send<TokenBody>('POST', '/oauth2/token', { headers, body: 'grant_type=client_credentials' });
}

export interface TokenBody {
	readonly access_token: string;
}
