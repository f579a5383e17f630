import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One notification as a receiver got it. */
export interface Heard {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	/** By `performance.now()`. */
	readonly at: number;
}

/** A receiver of notifications on the loopback interface. */
export interface Receiver {
	/** Of this path, `/` where absent. */
	url(path?: string): string;
	/** Everything, in order. */
	readonly heard: readonly Heard[];
	close(): Promise<void>;
}

export type Answer = (heard: Heard, response: ServerResponse) => void;

export const taken: Answer = (_heard, response) => {
	response.writeHead(204).end();
};

export async function startReceiver(answer: Answer = taken): Promise<Receiver> {
	const heard: Heard[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => {
			body += chunk;
		});
		request.on('end', () => {
			const one = { path: request.url ?? '', headers: request.headers, body, at: performance.now() };
			heard.push(one);
			answer(one, response);
		});
	});
	// Longer than any test: a receiver that ends idle connections is another case.
	server.keepAliveTimeout = 600_000;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: (path = '/') => `http://127.0.0.1:${port}${path}`,
		heard,
		async close() {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
		},
	};
}
