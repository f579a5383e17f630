import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A network between a client and a server that can be made bad. */
export interface TcpProxy {
	readonly port: number;
	/** Nothing gets through any more, and nobody is told: connections stay, and new ones are made. */
	cut(): void;
	/** What was held up gets through. */
	mend(): void;
	/** Every answer of the server takes so much longer from now on; milliseconds. */
	slow(ms: number): void;
	stop(): Promise<void>;
}

export async function tcpProxy(targetPort: number): Promise<TcpProxy> {
	const sockets = new Set<Socket>();
	let latencyMs = 0;
	let mended = Promise.resolve();
	let mend = (): void => undefined;

	function forward(from: Socket, to: Socket, latency: () => number): void {
		let last = Promise.resolve();
		const inOrder = (step: () => void, ms = 0): void => {
			const due = performance.now() + ms;
			last = last.then(async () => {
				const waitMs = due - performance.now();
				if (waitMs > 0) await sleep(waitMs);
				await mended;
				step();
			});
		};
		from.on('data', (chunk) => inOrder(() => void to.write(chunk), latency()));
		from.on('error', () => undefined);
		from.on('close', () => {
			sockets.delete(from);
			inOrder(() => to.destroy());
		});
		sockets.add(from);
	}

	const server = createServer((client) => {
		const upstream = connect(targetPort, '127.0.0.1');
		forward(client, upstream, () => 0);
		forward(upstream, client, () => latencyMs);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		cut() {
			mended = new Promise((resolve) => {
				mend = resolve;
			});
		},
		mend: () => mend(),
		slow(ms) {
			latencyMs = ms;
		},
		async stop() {
			mend();
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}
