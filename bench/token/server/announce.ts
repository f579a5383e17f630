import type { Server } from 'node:http';

/** What a client needs to get tokens from a server of the benchmark. */
export interface Offer {
	/** Of the token endpoint. */
	readonly path: string;
	/** One for each client application. */
	readonly requests: readonly OfferedRequest[];
}

export interface OfferedRequest {
	/** What the client authenticates by: the name of a header, and its value. */
	readonly header: readonly [name: string, value: string];
	/** The form. */
	readonly body: string;
}

/** Where clients authenticate by `Basic`, and all send the same form. */
export function basicOffer(path: string, body: string, authorizations: readonly string[]): Offer {
	return { path, requests: authorizations.map((value) => ({ header: ['authorization', value], body })) };
}

export const READY = 'READY ';

/** A server is started with the port it listens on and a directory of its own, which outlives a restart. */
export function serverArguments(): { port: number; directory: string } {
	const [port, directory] = process.argv.slice(2);
	if (port === undefined || directory === undefined) throw new TypeError('usage: <server>.ts <port> <directory>');
	return { port: Number(port), directory };
}

/** Listens, says so on stdout, and ends on SIGTERM by itself: `--cpu-prof` writes nothing where a signal kills. */
export function announce(
	server: Server,
	port: number,
	offer: Offer,
	close: () => Promise<void> = async () => {},
): void {
	server.listen(port, '127.0.0.1', () => {
		process.stdout.write(`${READY}${JSON.stringify(offer)}\n`);
	});
	process.once('SIGTERM', () => {
		server.closeAllConnections();
		void close().finally(() => process.exit(0));
	});
}
