import { createServer, type Server, type Socket } from 'node:net';

/** A server that nothing may reach: it counts who connects. */
export interface Canary {
	readonly port: number;
	readonly connections: number;
	close(): Promise<void>;
}

/** On every address of this machine, of both families; hands what connects to `onConnection`. */
export async function canary(onConnection: (socket: Socket) => void = answerEmpty): Promise<Canary> {
	let connections = 0;
	const sockets = new Set<Socket>();
	const server: Server = createServer((socket) => {
		connections += 1;
		sockets.add(socket);
		socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
		onConnection(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '::', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('it listens on no port');
	return {
		port: address.port,
		get connections() {
			return connections;
		},
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}

export function answerEmpty(socket: Socket): void {
	socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n'));
}
